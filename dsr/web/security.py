"""Headers, cookies, forms, limits: what holds for every page. Invariant: nothing on a page runs a script or calls another site."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

import ipaddress
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from dsr.web.cookies import TwoDoors
from dsr.web.ports import kit
from dsr.web.spool import SealingRequest

_POLICY = {
    "default-src": "'self'", "script-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",                    # links to answers hold a token
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_LARGEST_FORM = 256 * 1024
_LARGEST_FIELD = 64 * 1024
_ROOMY, _EVEN = "__dsr_takes_files__", "__dsr_even__"
_View = TypeVar("_View", bound=Callable[..., Any])


def who() -> str:
    """One network address as a keyed hash: an address in the limiter's store would be personal data there."""
    text = request.remote_addr or ""
    try:
        if ipaddress.ip_address(text).version == 6:  # one household or office has a whole /64
            text = str(ipaddress.ip_network((text, 64), strict=False))
    except ValueError:
        text = "local socket"
    return kit().vault.token("address", text)[:32]


def takes_files(is_let_in: Callable[[], bool]) -> Callable[[_View], _View]:
    """A form with files. It is read before its view runs, so who is let in is asked first: to all others it is a form like any."""
    def marked(view: _View) -> _View:
        setattr(view, _ROOMY, is_let_in)
        return view
    return marked


def _make_room() -> None:
    is_let_in = getattr(current_app.view_functions.get(request.endpoint or ""), _ROOMY, None)
    if request.method == "POST" and is_let_in is not None and is_let_in():
        request.max_content_length = kit().settings.upload_mb * 1024 * 1024 + _LARGEST_FORM
        request.max_form_memory_size = _LARGEST_FORM  # Werkzeug also counts what it has read ahead, which is as much as a field may hold elsewhere


def even(view: _View) -> _View:
    """No sooner than after a fixed time, whatever came of it: how long a page takes tells nobody whether we know a person, a number or a reference.

    Work that takes longer shows, so the time is set well above what it takes (DSR_EVEN_MS).
    """
    @wraps(view)
    def evened(*args: Any, **kwargs: Any) -> Any:
        until = time.monotonic() + kit().settings.even_ms / 1000
        try:
            return view(*args, **kwargs)
        finally:
            time.sleep(max(0.0, until - time.monotonic()))
    setattr(evened, _EVEN, True)
    return cast(_View, evened)


def is_even(view: object) -> bool:
    """Whether a page takes its fixed time."""
    return bool(getattr(view, _EVEN, False))


limiter = Limiter(key_func=who)
csrf = CSRFProtect()


def form_limit() -> str:
    """Requests sent by one address."""
    return kit().settings.form_limit


def sign_in_limit() -> str:
    """Sign-ins and codes tried by one address."""
    return kit().settings.sign_in_limit


def register(app: Flask, settings: Settings) -> None:
    """Fit the application out. Without a secret key (a trial) the cookies end with the process."""
    is_secure = settings.mode != "demo"
    app.secret_key = settings.secret_key.get_secret_value() or secrets.token_urlsafe(32)
    app.session_interface = TwoDoors(is_secure=is_secure)
    app.config.update(
        PERMANENT_SESSION_LIFETIME=timedelta(days=1),
        MAX_CONTENT_LENGTH=_LARGEST_FORM, MAX_FORM_MEMORY_SIZE=_LARGEST_FIELD, MAX_FORM_PARTS=100,
        WTF_CSRF_TIME_LIMIT=None,       # as long as the cookie: a person may take an hour over a form
        WTF_CSRF_SSL_STRICT=False,      # wants a Referer, which our own policy forbids; the token stands for it
        RATELIMIT_STORAGE_URI=_storage(settings.redis_url.get_secret_value()),
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True, RATELIMIT_SWALLOW_ERRORS=True, RATELIMIT_HEADERS_ENABLED=False,
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]
    app.request_class = SealingRequest
    app.before_request(_make_room)  # before the token of the form is looked for, which reads the form
    csrf.init_app(app)
    limiter.init_app(app)

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=63072000"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def secret() -> str:
    """The key that signs this application's cookies."""
    return str(current_app.secret_key)


def _storage(redis_url: str) -> str:
    if not redis_url:
        return "memory://"
    return redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
