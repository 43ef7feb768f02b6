"""DuckDB's error becomes one of ours. Invariant: no word of its message goes on; it quotes lines of the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dsr.connectors.faults import Place
from dsr.domain.errors import SourceError

_UNAVAILABLE = frozenset({"IOException", "InterruptException", "OutOfMemoryException"})
_REFUSED = frozenset({"PermissionException"})


@contextmanager
def spoken_plainly(place: Place) -> Iterator[None]:
    """Turn what DuckDB or the file system raises inside into a SourceError."""
    try:
        yield
    except OSError as error:
        raise from_system(error, place) from None
    except Exception as error:
        if type(error).__module__ not in ("duckdb", "_duckdb"):  # loaded where it is used, so its classes are not at hand here
            raise
        raise _translated(error, place) from None


def from_system(error: OSError, place: Place) -> SourceError:
    """What the file system said. A file that is gone may have been moved or be on its way: try again."""
    if isinstance(error, PermissionError):
        return place.refused("a file may not be read")
    return place.unavailable(type(error).__name__)


def _translated(error: Exception, place: Place) -> SourceError:
    names = {kind.__name__ for kind in type(error).__mro__}
    detail = type(error).__name__
    if names & _UNAVAILABLE:
        return place.unavailable(detail)
    if names & _REFUSED:
        return place.refused(detail)
    return place.misconfigured(f"a file is not what the mapping says, or is damaged ({detail})")
