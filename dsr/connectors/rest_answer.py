"""What the head of an HTTP answer means: fit to be read, to be asked again, or one of the three errors. Nothing of a body is repeated."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from dsr.connectors.faults import Place
from dsr.domain.errors import SourceError, SourceUnavailable

_LATER = (408, 425, 429)
_UNFIT = (400, 404, 405, 406, 410, 411, 413, 414, 415, 422, 501, 505)
_GRAPH_NEXT = "@odata.nextLink"


class AskAgain(Exception):
    """What may go better when asked once more. `wait_s` is what the source asks for."""

    def __init__(self, detail: str, wait_s: float | None = None) -> None:
        super().__init__(detail)
        self.detail, self.wait_s = detail, wait_s

    def given_up(self, place: Place) -> SourceUnavailable:
        """The error that is left when asking again did not help."""
        if self.wait_s is None:
            return place.unavailable(self.detail)
        return SourceUnavailable(source=place.source, address=place.address, detail=self.detail, retry_after=self.wait_s)


def check_status(response: httpx.Response, place: Place, left_s: float) -> None:
    """Nothing for an answer that can be read. Raises SourceError, or AskAgain."""
    status = response.status_code
    if status in (200, 204):
        return
    if status in _LATER or (status >= 500 and status not in _UNFIT):
        again = AskAgain("too much is asked of the source at once (429)" if status == 429 else f"the source answers with its error {status}",
                      _retry_after(response))
        if again.wait_s is not None and again.wait_s >= left_s:
            raise again.given_up(place)
        raise again
    if status == 401:
        raise place.refused("the source does not take our credentials (401)")
    if status == 403:
        raise place.refused("the source does not allow what was asked (403)")
    if status in _UNFIT:
        hint = "; if that means that there is no such person, the mapping can say so (absent)" if status == 404 else ""
        raise place.misconfigured(f"the source does not take the request as the mapping describes it ({status}){hint}")
    if 200 <= status < 400:
        raise place.misconfigured(f"the source answers {status}, which brings no rows")
    raise place.refused(f"the source refuses the request ({status})")


def from_client(error: Exception, place: Place) -> SourceError | AskAgain:
    """What an error of httpx means."""
    if _is_about_certificate(error):
        return place.misconfigured("the source's certificate does not prove that it is the source; verify names another authority's file")
    match error:
        case httpx.TimeoutException():
            return AskAgain("the source did not answer in time")
        case httpx.ConnectError():
            return AskAgain("the source cannot be reached")
        case httpx.DecodingError():
            return AskAgain("the answer is packed in a way that cannot be opened")
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return place.misconfigured("the request cannot be sent as the mapping describes it")
        case _:
            return AskAgain("the answer is no whole HTTP; the connection may have been cut")


def date_of(response: httpx.Response) -> datetime | None:
    """The time that the source says it is."""
    return _http_date(response.headers.get("Date"))


def next_in_header(response: httpx.Response) -> str | None:
    """Where the Link header says that more is (RFC 8288)."""
    try:
        return response.links.get("next", {}).get("url")
    except (ValueError, IndexError):
        return None


def seems_partial(data: object, in_header: str | None) -> bool:
    """Whether the answer says that there is more, for a mapping that says nothing of pages."""
    return in_header is not None or (isinstance(data, dict) and bool(data.get(_GRAPH_NEXT)))


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds; a date is counted from the source's own Date, since its clock and ours may differ."""
    given = response.headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return float(min(int(given[:9]), 7 * 86_400))
    until, now = _http_date(given), date_of(response)
    return None if until is None or now is None else min(max(0.0, (until - now).total_seconds()), 7 * 86_400.0)


def _http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _is_about_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
