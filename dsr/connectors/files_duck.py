"""DuckDB on a short lead. Invariant: it reads below the source's folder only, loads nothing from anywhere, keeps to its limits of
memory, threads and time, and leaves nothing behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

LONGEST_LINE = 8_000_000  # bytes; what a reader of text holds at a time
_IN_GLOB = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


@dataclass(frozen=True, slots=True)
class Limits:
    timeout_s: float
    memory: str
    threads: int


class Duck:
    """One DuckDB in memory; `folder` is its own, for what does not fit there and for pipes."""

    def __init__(self, root: Path, limits: Limits) -> None:
        import duckdb  # heavy, and its threads do not survive a fork: loaded where files are read

        self._timeout_s = limits.timeout_s
        self.folder = Path(tempfile.mkdtemp(prefix="dsr-files-"))
        try:
            self._database = duckdb.connect(config={
                "threads": str(limits.threads), "memory_limit": limits.memory, "temp_directory": str(self.folder / "spilled"),
                "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allow_persistent_secrets": "false"})
            folders = {f"{form}/" for folder in (root, self.folder) for form in (str(folder), literally(folder))}
            self._database.execute(f"SET allowed_directories = [{', '.join(quoted(one) for one in sorted(folders))}]")
            self._database.execute("SET GLOBAL TimeZone = 'UTC'")
            self._database.execute("SET enable_external_access = false")
            self._database.execute("SET lock_configuration = true")
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def rows(self, statement: str, parameters: list[object], size: int) -> Generator[list[tuple[Any, ...]], None, None]:
        """The rows of a statement as they are found, `size` at a time; each time has its own limit."""
        with closing(self._database.cursor()) as cursor:
            with self._limited(cursor):
                cursor.execute(statement, parameters)
                rows = cursor.fetchmany(size)
            while rows:
                yield rows
                with self._limited(cursor):
                    rows = cursor.fetchmany(size)

    def columns(self, table: str, parameters: list[object]) -> dict[str, Any]:
        """Names and DuckDB types of the columns of `table`."""
        with closing(self._database.cursor()) as cursor, self._limited(cursor):
            cursor.execute(select("*", table, "FALSE"), parameters)
            return {name: kind for name, kind, *_ in cursor.description or ()}

    def close(self) -> None:
        self._database.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _limited(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """DuckDB's own limit counts the time the reader of the rows takes; this one does not."""
        timer = Timer(self._timeout_s, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # none is left behind that could interrupt what comes next


def select(what: str, table: str, condition: str) -> str:
    """A statement. Its parts hold names of columns and numbers of parameters; values are bound."""
    return f"SELECT {what} FROM {table} WHERE {condition}"  # noqa: S608


def lines(*, leniently: bool = False) -> str:
    """A table of the files' lines, whichever way they end; leniently, one that cannot be read is passed over."""
    manner = "ignore_errors = true, " if leniently else ""
    return ("read_csv($1, auto_detect = false, header = false, delim = '\x1f', quote = '', escape = '', comment = '', skip = 0, nullstr = '', "
            f"strict_mode = false, {manner}hive_partitioning = false, buffer_size = {LONGEST_LINE}, max_line_size = {LONGEST_LINE}, "
            "columns = {'line': 'VARCHAR'})")


def quoted(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A text as a name."""
    return '"' + text.replace('"', '""') + '"'


def literally(path: Path) -> str:
    """A path in which no sign stands for others: DuckDB takes paths for patterns."""
    return str(path).translate(_IN_GLOB)
