"""What a directory answers becomes one of our errors. Invariant: no word of the server's own message goes on; it may quote an entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dsr.connectors.faults import Place
from dsr.domain.errors import SourceError

SUCCESS, NO_SUCH_OBJECT = 0, 32
_TIME_LIMIT, _SIZE_LIMIT, _ADMIN_LIMIT, _REFERRAL, _CONFIDENTIALITY = 3, 4, 11, 10, 13
# numbers of RFC 4511, appendix A
_REFUSED = frozenset({7, 8, 48, 49, 50, 53})
_UNAVAILABLE = frozenset({1, _TIME_LIMIT, 51, 52, 80})
_SAID = {
    _TIME_LIMIT: "the server's limit of time was reached",
    _SIZE_LIMIT: "the server gives no more entries to this account (limit of size); raise the limit of the account",
    _ADMIN_LIMIT: "an administrative limit of the server was reached; raise the limits of the account",
    _REFERRAL: "the server says that the base is on another server; connect that one",
    _CONFIDENTIALITY: "the server wants an encrypted connection; use ldaps:// or starttls",
    34: "the base is no name of an entry",
    49: "the server does not accept the account or its password",
    50: "the account may not do this",
}


@contextmanager
def spoken_plainly(place: Place) -> Iterator[None]:
    """Around calls of ldap3 alone: of a server that answers nonsense it raises whatever comes of that."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        raise place.unavailable(f"the server cannot be reached, or broke off ({type(error).__name__})") from None


def refused_by(result: int, name: str, place: Place) -> SourceError:
    """The error for a result that is no success; `name` is its name in RFC 4511."""
    said = _SAID.get(result, name)
    if result in _REFUSED or result in (_SIZE_LIMIT, _ADMIN_LIMIT):
        return place.refused(said)
    if result in _UNAVAILABLE:
        return place.unavailable(said)
    return place.misconfigured(said)
