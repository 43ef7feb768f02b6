"""A browser for tests: keeps cookies, takes the CSRF token and the nonce from the page it has open, and reads a page's main parts."""

from __future__ import annotations

import html
import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')
_TAG = re.compile(r"<[^>]+>")


class Browser:
    """One person at one browser, without scripts."""

    def __init__(self, app: Flask, address: str = "127.0.0.1", language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self._environ = {"REMOTE_ADDR": address}
        self._headers = {"Accept-Language": language}
        self.page: TestResponse | None = None

    def get(self, path: str, **headers: str) -> TestResponse:
        self.page = self.client.get(path, headers={**self._headers, **headers}, environ_overrides=self._environ)
        return self.page

    def head(self, path: str) -> TestResponse:
        return self.client.head(path, headers=self._headers, environ_overrides=self._environ)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form of the page that is open, its hidden fields with it."""
        hidden = dict(_HIDDEN.findall(self.page.get_data(as_text=True))) if self.page is not None else {}
        return self.post_bare(path, **{**hidden, **fields})

    def post_seen(self, path: str, **fields: str) -> TestResponse:
        """Send a form whose letter is shown first, look at that, and send it on."""
        shown = self.post(path, **fields)
        assert shown.status_code == 200, shown.status_code
        assert "as it goes out" in words(shown) or "as they go out" in words(shown)
        return self.post(path)

    def post_bare(self, path: str, **fields: str) -> TestResponse:
        """Send exactly these fields."""
        self.page = self.client.post(path, data=fields, headers=self._headers, environ_overrides=self._environ)
        return self.page

    def follow(self) -> TestResponse:
        """Go where the last answer sent us."""
        assert self.page is not None
        assert self.page.status_code == 303, self.page.get_data(as_text=True)[:2000]
        return self.get(self.page.headers["Location"])

    def cookie(self, name: str, path: str = "/") -> str:
        """The value of a cookie, or nothing."""
        found = self.client.get_cookie(name, path=path)
        return found.value if found is not None else ""


def words(response: TestResponse) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(_TAG.sub(" ", response.get_data(as_text=True))).split())


def settled(response: TestResponse) -> str:
    """A page without what differs from one visit to the next: tokens and nonces."""
    return _HIDDEN.sub("", response.get_data(as_text=True))
