"""A system as an installation has it, with its profile: what a person gets, and what the profile says about every column of the schema.

Schemas are written from what the systems' own documentation and programs say, whole tables with all their columns; rows are invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, text

from dsr.cli.access import run
from dsr.mapping import SourceBook, load_folder, shipped

HERE = Path(__file__).parent
AS_OF = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answered:
    """What `dsr access` wrote: its status, response.json, and rows by collection, those of all sources together."""

    status: int
    response: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    text: str                   # everything that was written for people, to look for what must not be in it

    def keys(self, collection: str, key: str) -> list[str]:
        """The values of one column, sorted."""
        return sorted(str(row[key]) for row in self.rows.get(collection, []))


def source_file(folder: Path, profile: str, config: str, *, key: str = "src", connector: str = "sql", more: str = "") -> Path:
    """A folder of one source file that uses the profile. `more` are further lines of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"key: {key}", f"connector: {connector}", f"config: {config}", "role: controller", "country: DK", f"profile: {profile}",
             *more.splitlines()]
    if "timezone:" not in more:
        lines.append("timezone: Europe/Copenhagen")
    (folder / f"{key}.yml").write_text("source:\n" + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
    return folder


def database(url: str, *scripts: Path | str) -> str:
    """Run the scripts (files, or statements parted by `;` at the end of a line) in the database; its URL."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for script in scripts:
            whole = script.read_text(encoding="utf-8") if isinstance(script, Path) else script
            for statement in whole.split(";\n"):
                if statement.strip():
                    connection.execute(text(statement.replace(":", "\\:")))
    engine.dispose()
    return url


def access(sources: Path, out: Path, *identities: str, as_of: datetime = AS_OF) -> Answered:
    """Ask for these identities by the command, as staff would."""
    given = [part for one in identities for part in ("--identity", one)]
    status = run(["--sources", str(sources), *given, "--out", str(out), "--as-of", as_of.isoformat(), "--progress", "never"])
    response = json.loads((out / "response.json").read_text(encoding="utf-8"))
    rows: dict[str, list[dict[str, Any]]] = {}
    for one in response["collections"]:
        lines = (out / one["files"]["jsonl"]).read_text(encoding="utf-8").splitlines() if one["shown"] else []
        rows.setdefault(one["address"].partition(".")[2], []).extend(json.loads(line) for line in lines)
    written = [path.read_text(encoding="utf-8") for path in sorted(out.rglob("*")) if path.suffix in (".html", ".json", ".jsonl", ".csv")]
    return Answered(status, response, rows, "\n".join(written))


def book(profile: str, key: str = "src") -> SourceBook:
    """The profile as a book, without a system behind it."""
    import tempfile  # only here

    about = shipped.profile(profile, profile).about
    with tempfile.TemporaryDirectory() as folder:
        return load_folder(source_file(Path(folder), profile, "{url: 'sqlite:///none', root: '/none'}", key=key, connector=about.connectors[0],
                                       more="tenant: one.example" if about.one_company else ""), {})


def unsaid(url: str, profile: str, ignored: Iterable[str] = ()) -> list[str]:
    """`table` or `table.column` of the database that the profile neither maps nor leaves out with a reason."""
    (source,) = book(profile).sources
    tables: dict[str, set[str]] = {}
    for one in source.collections():
        said = tables.setdefault(one.stored_as.rpartition(".")[2], set())
        said.update((*one.left_out, *(name for field in one.fields if field.categories or field.secret for name in (field.name, *field.parts))))
        if one.categories:
            said.update(field.name for field in one.fields)
    left = {name for dataset in source.datasets for name in dataset.left_out}
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    found = inspect(engine)
    missing = []
    for table in found.get_table_names():
        if table in tables:
            missing += [f"{table}.{column['name']}" for column in found.get_columns(table) if column["name"] not in tables[table]]
        elif table not in left:
            missing.append(table)
    engine.dispose()
    return sorted({*missing} - {*ignored})
