"""A database becomes the draft of a mapping: its tables are read, a few rows of each looked at, and what they seem to hold is written down.

Invariant: rows stay in memory and in no part of what is given back; the address of the database, which may hold a password, is not either.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, replace

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from dsr.connectors.base import Catalogue
from dsr.connectors.registry import catalogue
from dsr.domain.dataset import Source
from dsr.domain.discover_columns import Cells, Judged, judge, usual_country
from dsr.domain.discover_draft import Named, render
from dsr.domain.discover_joins import SAMPLE, Paths, paths
from dsr.domain.discover_shapes import Family, Table
from dsr.domain.errors import Misconfigured, SourceError


@dataclass(frozen=True, slots=True)
class Draft:
    """`text` is the source file. `unread`: tables whose rows could not be looked at, so that only their names speak."""

    named: Named
    text: str
    judged: tuple[Judged, ...]
    paths: Paths
    unread: tuple[str, ...]


def discover(url: str, schema: str | None = None, country: str | None = None) -> Draft:
    """Draft a mapping of the database at `url`. `country` reads numbers without a country code. Raises Misconfigured, SourceError."""
    source = Source(key=_key(url), connector="sql", config={"url": url, **({"schema": schema} if schema else {})}, datasets=())
    told = catalogue(source)
    assert told is not None  # sql tells about itself
    with closing(told):
        cells: dict[str, Cells] = {}
        unread = []
        tables = told.tables(schema)
        for table in tables:
            try:
                cells[table.name] = sample(told, table, SAMPLE)
            except SourceError:  # no right to read it, or a view over a table that is gone
                unread.append(table.name)
    if not tables:
        raise Misconfigured("The database shows no table there. Name another schema with --schema, or use an account that may see its tables.")
    judged = tuple(judge(table, cells.get(table.name, {}), country) for table in tables)
    if country is None and (country := usual_country(judged)):
        judged = tuple(judge(table, cells.get(table.name, {}), country) for table in tables)
    found = paths(judged)
    named = Named(source.key, schema, country)
    return Draft(named, render(named, judged, found), tuple(replace(one, cells={}) for one in judged), found, tuple(unread))


def sample(told: Catalogue, table: Table, rows: int) -> Cells:
    """Cells by column; what is stored as bytes is not fetched, for a picture says nothing here."""
    columns = tuple(column.name for column in table.columns if column.family is not Family.BYTES)
    found = told.sample(table, columns, rows)
    return {name: [row[place] for row in found] for place, name in enumerate(columns)}


def _key(url: str) -> str:
    """The name of the database, or of the file it is in, as a key; no other part of the address."""
    try:
        given = make_url(url)
    except ArgumentError:
        raise Misconfigured("That is no address of a database; it begins as sqlite:///, postgresql:// or mysql:// does.") from None
    name = (given.database or "").replace("\\", "/").rpartition("/")[2]
    name = name.rpartition(".")[0] or name if given.get_backend_name() == "sqlite" else name
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "source"
