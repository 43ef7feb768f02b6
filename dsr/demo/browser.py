"""A person at a browser, without the browser: pages, cookies, links and forms over HTTP, as the pages give them.

Invariant: only what a page shows is used: no address and no hidden field is known beforehand but the first page's.
"""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from dsr.demo.processes import DemoFailed

_BLOCKS = frozenset({"p", "div", "li", "dd", "dt", "td", "th", "tr", "h1", "h2", "h3", "br", "section", "header", "main", "figure", "output"})


@dataclass(slots=True)
class Form:
    """A form of a page: its fields as they stand, and the buttons that carry a value."""

    action: str
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)   # radio buttons and lists
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, words


@dataclass(slots=True)
class Page:
    """What came back. `text` is what a person reads, a line for each block."""

    url: str
    status: int
    body: bytes
    text: str = ""
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)   # address, words

    def form(self, *, with_field: str = "", action_ends: str = "") -> Form:
        """The form that has the field, or whose address ends so. Raises DemoFailed."""
        for form in self.forms:
            known = form.fields.keys() | form.choices.keys()
            if (not with_field or with_field in known) and form.action.split("?")[0].endswith(action_ends) and form.method == "post":
                return form
        raise DemoFailed(f"{self.url} ({self.status}) has no form with '{with_field or action_ends}'; it says: {self.text[:600]}")


class Browser:
    """One person's cookies."""

    def __init__(self) -> None:
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, url: str) -> Page:
        return self._open(urllib.request.Request(url, headers={"Accept-Language": "da"}))  # noqa: S310  # our own pages

    def submit(self, page: Page, form: Form, given: Mapping[str, str], *, button: tuple[str, str] | None = None) -> Page:
        """Send a form of the page with these fields filled in."""
        unknown = given.keys() - form.fields.keys() - form.choices.keys()
        if unknown:
            raise DemoFailed(f"the form at {page.url} has no field {', '.join(sorted(unknown))}; it has {', '.join(form.fields | form.choices)}")
        content = {**form.fields, **given, **(dict([button]) if button and button[0] else {})}
        address = urllib.parse.urljoin(page.url, form.action or page.url)
        headers = {"Accept-Language": "da", "Referer": page.url, "Content-Type": "application/x-www-form-urlencoded"}
        return self._open(urllib.request.Request(address, urllib.parse.urlencode(content).encode(), headers))  # noqa: S310

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=30) as response:
                page = Page(response.geturl(), response.status, response.read())
                media_type = response.headers.get_content_type()
        except urllib.error.HTTPError as error:
            page = Page(request.full_url, error.code, error.read())
            media_type = error.headers.get_content_type()
        except (urllib.error.URLError, OSError) as error:
            raise DemoFailed(f"{request.full_url} cannot be reached: {type(error).__name__}") from None
        if media_type == "text/html":
            _Reader(page).feed(page.body.decode("utf-8", errors="replace"))
            page.text = "\n".join(line for line in (" ".join(part.split()) for part in page.text.split("\n")) if line)
        return page


class _Reader(HTMLParser):
    """Fills a page from its HTML."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self._form: Form | None = None
        self._area: str | None = None
        self._list: str | None = None
        self._is_hidden = 0
        self._words: list[str] | None = None
        self._link = ""
        self._button: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._form = Form(given.get("action", ""), given.get("method", "get").lower())
                self._page.forms.append(self._form)
            case "input" if self._form is not None:
                _input(self._form, given)
            case "textarea" if self._form is not None:
                self._area = given.get("name")
                self._form.fields[given.get("name", "")] = ""
            case "select" if self._form is not None:
                self._list = given.get("name", "")
                self._form.choices[self._list] = []
            case "option" if self._form is not None and self._list is not None:
                self._form.choices[self._list].append(given.get("value", ""))
                if "selected" in given or len(self._form.choices[self._list]) == 1:
                    self._form.fields[self._list] = given.get("value", "")
            case "button":
                self._button, self._words = (given.get("name", ""), given.get("value", "")), []
            case "a":
                self._link, self._words = given.get("href", ""), []
            case "script" | "style" | "title":
                self._is_hidden += 1
        if tag in _BLOCKS:
            self._page.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        words = " ".join("".join(self._words or ()).split())
        match tag:
            case "form":
                self._form = None
            case "textarea":
                self._area = None
            case "select":
                self._list = None
            case "button":
                if self._form is not None and self._button is not None:
                    self._form.buttons.append((*self._button, words))
                self._button = self._words = None
            case "a":
                self._page.links.append((self._link, words))
                self._words = None
            case "script" | "style" | "title":
                self._is_hidden = max(0, self._is_hidden - 1)
        if tag in _BLOCKS:
            self._page.text += "\n"

    def handle_data(self, data: str) -> None:
        if self._is_hidden:
            return
        self._page.text += data
        if self._words is not None:
            self._words.append(data)
        if self._area is not None and self._form is not None:
            self._form.fields[self._area] += data


def _input(form: Form, given: Mapping[str, str]) -> None:
    name, kind = given.get("name", ""), given.get("type", "text").lower()
    if kind in ("radio", "checkbox"):
        form.choices.setdefault(name, []).append(given.get("value", "on"))
        if "checked" in given:
            form.fields[name] = given.get("value", "on")
    elif kind == "submit":
        form.buttons.append((name, given.get("value", ""), given.get("value", "")))
    elif name:
        form.fields[name] = given.get("value", "")
