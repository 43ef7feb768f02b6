"""What went wrong, as a status and a sentence. Invariant: no page of these needs the database, and none shows or logs a value of a person."""

from __future__ import annotations

import secrets
import traceback

import structlog
from flask import Flask, g, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from dsr.domain.errors import (
    Conflict,
    DsrError,
    Incomplete,
    InvalidInput,
    InvalidMove,
    NotAllowed,
    NotFound,
    Outdated,
    SourceError,
    SourceUnavailable,
    Stale,
    Undecided,
    Unsaid,
)
from dsr.text.labels import sentence
from dsr.web.cookies import is_desk
from dsr.web.locale import code as language
from dsr.web.say import _

Page = tuple[str, int]
_STATUS: tuple[tuple[type[DsrError], int], ...] = (
    (NotFound, 404), (NotAllowed, 403), (InvalidMove, 409), (Conflict, 409), (Undecided, 409), (Outdated, 409), (Incomplete, 409),
    (Stale, 409), (Unsaid, 409), (InvalidInput, 422), (SourceUnavailable, 503), (SourceError, 502),
)
_log = structlog.get_logger("web")


def register(app: Flask) -> None:
    """One handler for each family."""
    app.register_error_handler(DsrError, _ours)
    app.register_error_handler(RateLimitExceeded, too_many)
    app.register_error_handler(CSRFError, form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def status_of(error: DsrError) -> int:
    """The HTTP status of an error of ours."""
    return next((status for family, status in _STATUS if isinstance(error, family)), 500)


def page(title: str, text: str, status: int, *, quote: str = "") -> Page:
    """A calm page with a way to a human. `quote` is a number to tell us."""
    area = "staff" if is_desk(request.path) else "subject"
    is_in = getattr(g, "actor", None) is not None
    return render_template(f"errors/{area}.html", title=title, text=text, quote=quote, is_signed_in=is_in), status


def _ours(error: DsrError) -> Page:
    status = status_of(error)
    if status == 500:
        return _unknown(error)
    if not is_desk(request.path) and isinstance(error, NotFound | NotAllowed):  # look the same: a stranger learns nothing
        return _gone()
    titles = {403: _("Not open to you"), 404: _("Nothing here"), 409: _("Not possible now"), 422: _("Check what you typed")}
    return page(titles.get(status, _("A source did not answer")), sentence(error, language()), status)


def _http(error: HTTPException) -> Page | HTTPException:
    match error.code:
        case 404 | 405:
            return _gone(error.code)
        case 413:
            return page(_("Too much text"), _("What you sent is larger than we can take here. Shorten it, or write to us."), 413)
        case None:
            return error
        case status if status < 400:
            return error  # a redirect
        case status:
            return page(_("That did not work"), _("Go back and try again; if it stays, write to us."), status)


def _gone(status: int = 404) -> Page:
    return page(_("Nothing here"), _("There is nothing at this address, or not any more. Links in our letters are open for a while only."), status)


def too_many(_error: RateLimitExceeded) -> Page:
    """Slowed down."""
    return page(_("Too many tries"), _("There were many tries from your network in a short time. Wait a little and try again, or write to us."), 429)


def form_too_old(_error: CSRFError) -> Page:
    """A form without the token of its page."""
    return page(_("Please send it again"), _(
        "The page was open for too long, or your browser kept no cookie. Go back, load the page again and send it once more."), 400)


def _unknown(error: Exception) -> Page:
    quote = secrets.token_hex(4).upper()
    # Where it happened and of which class, never its message: a message may quote what a person typed.
    frames = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-12:]]
    _log.error("failed", quote=quote, error=type(error).__name__, endpoint=request.endpoint, method=request.method, at=frames)
    return page(_("Something went wrong here"), _("It is our fault, not yours. Try again; if it stays, tell us the number below."), 500, quote=quote)
