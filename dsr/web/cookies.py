"""Two doors, two cookies. Invariant: a cookie of one side is never read on the other; the desk's path, name and signature differ.

Cookies are signed, not encrypted: nothing in them is secret from the browser that holds them, but for what `handover` seals.
"""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionInterface, SessionMixin

DESK = "/desk"


class _Door(SecureCookieSessionInterface):
    """One side's cookie."""

    def __init__(self, name: str, path: str, samesite: str, *, is_secure: bool) -> None:
        self.salt = f"dsr:{name}"
        self._name, self._path, self._samesite, self._is_secure = name, path, samesite, is_secure

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002
        return self._name

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002
        return self._path

    def get_cookie_samesite(self, app: Flask) -> str:  # noqa: ARG002
        return self._samesite

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return self._is_secure

    def get_cookie_httponly(self, app: Flask) -> bool:  # noqa: ARG002
        return True


class TwoDoors(SessionInterface):
    """The public cookie for the public pages, the desk's for the desk. Where they must be secure their names say so to the browser."""

    def __init__(self, *, is_secure: bool) -> None:
        # Lax: the public pages are opened by links in mails. Strict: nobody is led into the desk from elsewhere.
        self._public = _Door("__Host-dsr" if is_secure else "dsr", "/", "Lax", is_secure=is_secure)
        self._desk = _Door("__Secure-dsr_desk" if is_secure else "dsr_desk", DESK, "Strict", is_secure=is_secure)

    def open_session(self, app: Flask, opened: Request) -> SecureCookieSession | None:
        return self._door(opened.path).open_session(app, opened)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        self._door(request.path).save_session(app, session, response)

    def _door(self, path: str) -> _Door:
        return self._desk if is_desk(path) else self._public


def is_desk(path: str) -> bool:
    """Whether a path belongs to the desk."""
    return path == DESK or path.startswith(DESK + "/")

