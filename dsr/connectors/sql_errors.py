"""A driver's error becomes one of ours. Invariant: no word of the driver's message goes on; it may hold values of a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from dsr.connectors.faults import Place
from dsr.domain.errors import SourceError

# SQLSTATE classes and codes of Postgres; numbers of MySQL and MariaDB
_REFUSED = ("28", "42501")
_MISCONFIGURED = ("3D", "3F", "42", "22")
_MYSQL_REFUSED = frozenset({1044, 1045, 1142, 1143, 1227, 1698})
_MYSQL_MISCONFIGURED = frozenset({1049, 1054, 1064, 1146})
# before a session exists there is no SQLSTATE, and SQLite has none at all
_SAID_REFUSED = ("password authentication failed", "pg_hba.conf", "no password supplied")
_SAID_MISCONFIGURED = ("no such table", "no such column", "does not exist", "file is not a database", "unable to open database file", "malformed")
_DRIVERS = ("sqlite3", "psycopg", "pymysql", "pymssql", "oracledb", "trino", "clickhouse_connect")


@contextmanager
def spoken_plainly(place: Place) -> Iterator[None]:
    """Turn whatever a database raises inside into a SourceError."""
    try:
        yield
    except SourceError:
        raise
    except (exc.NoSuchModuleError, exc.ArgumentError, exc.CompileError, ImportError) as error:
        raise place.misconfigured(type(error).__name__) from None
    except UnicodeError as error:
        raise place.misconfigured(f"a text is not in the encoding that the database says ({type(error).__name__})") from None
    except (exc.SQLAlchemyError, OSError) as error:
        raise _translated(getattr(error, "orig", None) or error, place) from None
    except Exception as error:  # rows are fetched from some drivers without SQLAlchemy between
        if type(error).__module__.partition(".")[0] not in _DRIVERS:
            raise
        raise _translated(error, place) from None


def _translated(error: BaseException, place: Place) -> SourceError:
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    state = "" if number else str(getattr(error, "sqlstate", None) or "")  # MySQL's says less than its number
    detail = state or (str(number) if number else type(error).__name__)
    said = str(error).lower()  # read for its kind only, never passed on
    if state.startswith(_REFUSED) or number in _MYSQL_REFUSED or any(words in said for words in _SAID_REFUSED):
        return place.refused(detail)
    if state.startswith(_MISCONFIGURED) or number in _MYSQL_MISCONFIGURED or any(words in said for words in _SAID_MISCONFIGURED):
        return place.misconfigured(detail)
    return place.unavailable(detail)
