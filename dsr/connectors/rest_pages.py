"""All pages of one request, in the ways interfaces number them.

Invariant: a reading ends where the source says that there is no more, never because a page looks short; a source that goes round in
circles, or says that there is more where the mapping knows no pages, is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dsr.connectors.rest_answer import seems_partial
from dsr.connectors.rest_ask import Ask
from dsr.connectors.rest_fields import rows_of
from dsr.connectors.rest_plan import Endpoint, Paging
from dsr.connectors.rest_wire import Answer, Request, Wire

Rows = list[dict[str, object]]


def pages(ask: Ask, endpoint: Endpoint, wire: Wire, most: int) -> Iterator[Rows]:
    """The rows of each page. Raises SourceError."""
    paging = endpoint.paging
    counted = _Counted(paging) if paging is not None and paging.kind in ("page", "offset") else None
    request = _request(ask, endpoint, wire, _sizes(paging) | (counted.sent() if counted else {}))
    trail = _Trail(endpoint)
    for _ in range(most):
        answer = wire.ask(request, endpoint.place)
        if answer is None:
            if counted is not None:
                counted.check_whole(endpoint)
            return
        rows = rows_of(answer.data, endpoint)
        yield rows
        if counted is not None:
            if not counted.goes_on(answer, rows, endpoint):
                return
            request = _request(ask, endpoint, wire, _sizes(paging) | counted.sent())
            trail.add(answer.mark)
        else:
            following = _following(answer, endpoint)
            if following is None:
                return
            trail.add(following)
            request = _next(request, ask, answer, following, endpoint, wire)
    raise endpoint.place.misconfigured("the source has more pages than max_pages; ask for larger ones, or allow more")


class _Trail:
    """What was followed already."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint, self._seen, self._last = endpoint, set[str](), b""

    def add(self, step: str | bytes) -> None:
        """A link or cursor may come once; a numbered page may be like another, but not like the one before it."""
        again = step in self._seen if isinstance(step, str) else step == self._last
        if again:
            raise self._endpoint.place.misconfigured("the source gives the same page again and again; does paging fit it?")
        if isinstance(step, str):
            self._seen.add(step)
        else:
            self._last = step


class _Counted:
    """Pages by number, or by the number of rows before them."""

    def __init__(self, paging: Paging) -> None:
        self._paging, self._at, self._rows, self._total = paging, paging.start, 0, 0

    def sent(self) -> dict[str, str | int]:
        return {self._paging.param: self._at}

    def goes_on(self, answer: Answer, rows: Rows, endpoint: Endpoint) -> bool:
        """Whether there is a page after this. Raises SourceUnavailable if fewer rows came than the source counts."""
        self._rows += len(rows)
        self._at += len(rows) if self._paging.kind == "offset" else 1
        if self._paging.more is not None:
            return bool(self._paging.more.find(answer.data))
        if self._paging.total is None:
            return bool(rows)
        total = self._paging.total.find(answer.data)
        if not isinstance(total, int) or isinstance(total, bool):
            raise endpoint.place.misconfigured("the expression of paging: total finds no whole number")
        self._total = total
        if not rows:
            self.check_whole(endpoint)
        return self._rows < total

    def check_whole(self, endpoint: Endpoint) -> None:
        """Raises SourceUnavailable if fewer rows came than the source counts."""
        if self._rows < self._total:
            raise endpoint.place.unavailable("the source gives fewer rows than it counts; it may be changing")


def _sizes(paging: Paging | None) -> dict[str, str | int]:
    return {paging.size_param: paging.size} if paging is not None and paging.size_param and paging.size else {}


def _following(answer: Answer, endpoint: Endpoint) -> str | None:
    """The next cursor or link; None at the end. Raises SourceMisconfigured."""
    paging = endpoint.paging
    if paging is None:
        if seems_partial(answer.data, answer.next):
            raise endpoint.place.misconfigured("the source says that there are more pages, and the mapping has no paging")
        return None
    found = answer.next if paging.next is None else paging.next.find(answer.data)
    if found in (None, "", False):
        return None
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise endpoint.place.misconfigured("what the expression of paging: next finds is no cursor and no link")
    return str(found)


def _next(last: Request, ask: Ask, answer: Answer, following: str, endpoint: Endpoint, wire: Wire) -> Request:
    paging = endpoint.paging
    assert paging is not None
    if paging.kind == "link":
        return replace(last, url=wire.beside(answer, following, endpoint.place))
    return _request(ask, endpoint, wire, _sizes(paging) | {paging.param: following})


def _request(ask: Ask, endpoint: Endpoint, wire: Wire, paged: Mapping[str, str | int]) -> Request:
    """What pages are numbered by goes where the mapping says; a name that params already has is replaced."""
    params, body = ask.params, ask.body
    if endpoint.paging is not None and endpoint.paging.put == "body":
        body = {**(body or {}), **paged}
    else:
        params = [pair for pair in params if pair[0] not in paged] + [(name, str(value)) for name, value in paged.items()]
    return Request(endpoint.method, wire.url(ask.path, params, endpoint.place), endpoint.headers, body, absent=endpoint.absent)
