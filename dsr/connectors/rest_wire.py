"""One exchange with an HTTP interface: asked once more where that can help, read within limits, and never sent elsewhere.

Invariants: what leaves goes to the source's own origin, credentials and all, or not at all; what comes is whole, or an error. No URL
is in an error or a log, because one may hold somebody's number.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import TypeVar

import httpx
import stamina
from stamina.instrumentation import set_on_retry_hooks

from dsr.connectors import rest_json
from dsr.connectors.faults import Place
from dsr.connectors.rest_answer import AskAgain, check_status, date_of, from_client, next_in_header
from dsr.connectors.rest_auth import Auth, Fixed, auth
from dsr.connectors.rest_config import Settings, origin
from dsr.connectors.rest_expressions import Expression
from dsr.connectors.rest_patience import Patience, Transport

ATTEMPTS = 4
FIRST_WAIT_S = 0.25
REDIRECTS = 5
BLOCK = 1 << 16
_T = TypeVar("_T")

for _name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
    logging.getLogger(_name).addFilter(lambda _: False)  # they log the URL of every request
set_on_retry_hooks(())  # its line goes to standard output, among what a command prints; the error says how it ended


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `url` is complete but for what `Auth` adds."""

    method: str
    url: httpx.URL = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    absent: tuple[int, Expression | None] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`mark` is the same for the same bytes; `next` is the Link header's."""

    data: object = field(repr=False)
    url: httpx.URL = field(repr=False)
    mark: bytes
    next: str | None = field(repr=False)


class Wire:
    """The connection to one source. Not for several threads at once."""

    def __init__(self, settings: Settings, place: Place) -> None:
        self._settings, self._place = settings, place
        self._patience = Patience(settings.timeout_s)
        self._auth: Auth = auth(settings.auth, self._token, place)
        self._retrying = stamina.RetryingCaller(
            attempts=ATTEMPTS, timeout=settings.timeout_s, wait_initial=FIRST_WAIT_S, wait_jitter=FIRST_WAIT_S,
            wait_max=min(5.0, settings.timeout_s / ATTEMPTS))
        self._client = httpx.Client(
            transport=Transport(settings.tls, self._patience), trust_env=False, follow_redirects=False, timeout=settings.timeout_s,
            headers={"User-Agent": "dsr", "Accept": "application/json", "Accept-Encoding": "gzip"})

    def close(self) -> None:
        self._client.close()

    def url(self, target: str, params: list[tuple[str, str]], place: Place) -> httpx.URL:
        """`target`, a path that is already encoded, below base_url. Raises SourceMisconfigured."""
        try:
            url = httpx.URL(str(self._settings.base_url).rstrip("/") + target)
            merged = httpx.QueryParams([*url.params.multi_items(), *params])
            url = url.copy_with(params=merged) if params else url
        except (httpx.InvalidURL, UnicodeError):
            raise place.misconfigured("no URL can be made of the path and what is sent in it") from None
        return self.own(url, place)

    def own(self, url: httpx.URL, place: Place) -> httpx.URL:
        """The URL, if it is of the source's own origin. Raises SourceRefused."""
        if origin(url) != origin(self._settings.base_url) or url.userinfo:
            raise place.refused("the source points to another host; it was not followed, and nothing was sent there")
        return url

    def beside(self, answer: Answer, target: str, place: Place) -> httpx.URL:
        """Where a link in an answer leads. Raises SourceError."""
        try:
            return self.own(answer.url.join(target), place)
        except (httpx.InvalidURL, UnicodeError):
            raise place.misconfigured("what the source gives as the link to its next page is no URL") from None

    def ask(self, request: Request, place: Place) -> Answer | None:
        """The answer; None for the one that says that there is nobody, or nothing. Raises SourceError within timeout_s."""
        return self._patiently(lambda: self._known(request, place), place)

    def reach(self, target: str | None, place: Place) -> None:
        """Whether the source is there and lets us in; a `target` must answer well. Raises SourceError."""
        def once() -> None:
            response = self._head(target or "", place)
            if target is not None or response.status_code in (401, 403, 408, 429) or response.status_code >= 500:
                check_status(response, place, self._patience.left())
        self._patiently(once, place)

    def clock(self, place: Place) -> datetime | None:
        """What time the source says it is, whatever else it answers. Raises SourceUnavailable."""
        return date_of(self._patiently(lambda: self._head("", place), place))

    def _head(self, target: str, place: Place) -> httpx.Response:
        response = self._sent(Request("GET", self.url(target, [], place)), self._auth, place)
        response.close()
        return response

    def _patiently(self, once: Callable[[], _T], place: Place) -> _T:
        """AskAgain while that can help, all of it within the patience."""
        self._patience.begin()
        try:
            return self._retrying(self._whether, once)
        except AskAgain as error:
            raise error.given_up(place) from None

    def _whether(self, error: Exception) -> bool | float:
        if not isinstance(error, AskAgain) or self._patience.left() <= 0:
            return False
        return True if error.wait_s is None else error.wait_s

    def _known(self, request: Request, place: Place) -> Answer | None:
        """Asked with credentials, and once more with new ones if these are not taken (any longer)."""
        response = self._sent(request, self._auth, place)
        if response.status_code == 401 and self._auth.forget():
            response.close()
            response = self._sent(request, self._auth, place)
        try:
            return self._read(response, request, place)
        finally:
            response.close()

    def _token(self, form: Mapping[str, str]) -> object:
        """Asked of token_url, which may be another origin: nothing but the form goes there."""
        place = self._place
        url = httpx.URL(self._settings.auth["token_url"])
        response = self._sent(Request("POST", url, form=form), None, place)
        try:
            if response.status_code in (400, 401, 403):
                raise place.refused("token_url does not take our credentials")
            check_status(response, place, self._patience.left())
            return self._json(self._body(response, place), response, place)
        finally:
            response.close()

    def _read(self, response: httpx.Response, request: Request, place: Place) -> Answer | None:
        if request.absent is not None and response.status_code == request.absent[0]:
            when = request.absent[1]
            if when is None or when.find(self._json(self._body(response, place), response, place)):
                return None
        check_status(response, place, self._patience.left())
        if response.status_code == 204:
            return None
        body = self._body(response, place)
        return Answer(self._json(body, response, place), response.url, blake2b(body, digest_size=16).digest(), next_in_header(response))

    def _json(self, body: bytes, response: httpx.Response, place: Place) -> object:
        return rest_json.read(body, response.headers.get("Content-Type", ""), place)

    def _sent(self, request: Request, who: Auth | None, place: Place) -> httpx.Response:
        """The head of the answer, after the redirects within the origin. Raises SourceError, or AskAgain."""
        who_else = Fixed() if who is None else who
        method, url, body = request.method, request.url, request.body
        for _ in range(REDIRECTS + 1):
            configured = {} if who is None else {**self._settings.headers, **request.headers}
            full = url.copy_merge_params(dict(who_else.params())) if who_else.params() else url
            try:
                made = self._client.build_request(method, full, headers={**configured, **who_else.headers()}, json=body, data=request.form)
                response = self._client.send(made, stream=True)
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise from_client(error, place) from None
            if response.status_code not in (301, 302, 303, 307, 308):
                return response
            response.close()
            if who is None or (response.status_code in (301, 302, 303) and method != "GET"):
                raise place.refused("the source sends the request elsewhere; it was not followed")
            url = self._elsewhere(response, place)
        raise place.misconfigured("the source sends the request round in a circle")

    def _elsewhere(self, response: httpx.Response, place: Place) -> httpx.URL:
        try:
            return self.own(response.url.join(response.headers.get("Location", "")), place)
        except (httpx.InvalidURL, UnicodeError):
            raise place.misconfigured("the source redirects to something that is no URL") from None

    def _body(self, response: httpx.Response, place: Place) -> bytes:
        """All of it, or an error. Raises SourceError, or AskAgain."""
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("gzip", "identity"):
            raise place.misconfigured("the answer is packed in a way that was not asked for")
        whole = bytearray()
        try:
            for part in response.iter_bytes(BLOCK):
                whole += part
                if len(whole) > self._settings.max_bytes:
                    raise place.misconfigured("an answer is larger than max_bytes; ask for smaller pages")
        except httpx.HTTPError as error:
            raise from_client(error, place) from None
        return bytes(whole)
