"""A driver's error becomes one of ours. Invariant: no word of the driver's message goes on; it may hold values of a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused, SourceUnavailable

# SQLSTATE classes and codes of Postgres; numbers of MySQL and MariaDB
_REFUSED = ("28", "42501")
_MISCONFIGURED = ("3D", "3F", "42", "22")
_MYSQL_REFUSED = frozenset({1044, 1045, 1142, 1143, 1227})
_MYSQL_MISCONFIGURED = frozenset({1049, 1054, 1064, 1146})
# before a session exists there is no SQLSTATE, and SQLite has none at all
_SAID_REFUSED = ("password authentication failed", "no pg_hba")
_SAID_MISCONFIGURED = ("no such table", "no such column", "does not exist", "file is not a database", "unable to open database file")


@contextmanager
def spoken_plainly(source: str, address: str = "") -> Iterator[None]:
    """Turn whatever a database raises inside into a SourceError."""
    try:
        yield
    except SourceError:
        raise
    except (exc.NoSuchModuleError, exc.ArgumentError, exc.CompileError, ImportError) as error:
        raise SourceMisconfigured(source=source, address=address, detail=type(error).__name__) from None
    except (exc.SQLAlchemyError, OSError, TimeoutError) as error:
        raise _translated(error, source, address) from None


def _translated(error: Exception, source: str, address: str) -> SourceError:
    original = getattr(error, "orig", None)
    state = str(getattr(original, "sqlstate", None) or "")
    args = getattr(original, "args", ())
    number = args[0] if args and isinstance(args[0], int) else None
    facts = {"source": source, "address": address, "detail": state or (str(number) if number else type(original or error).__name__)}
    said = str(original).lower() if original is not None else ""  # read for its kind only, never passed on
    if state.startswith(_REFUSED) or number in _MYSQL_REFUSED or any(words in said for words in _SAID_REFUSED):
        return SourceRefused(**facts)
    if state.startswith(_MISCONFIGURED) or number in _MYSQL_MISCONFIGURED or any(words in said for words in _SAID_MISCONFIGURED):
        return SourceMisconfigured(**facts)
    return SourceUnavailable(**facts)
