"""Which language a page speaks: the wish in `?lang=`, the wish remembered, the browser's, ours. Invariant: always one we have words for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale  # type: ignore[import-untyped]

from config import Settings
from dsr.text import ANSWERS, PAGES, languages

NAMES = {code: languages.NAMES[code] for code in PAGES}
_WISH = "lang"
_OTHER_NAMES = {"no": "nb", "nn": "nb"}  # what browsers in Norway ask for; nearest to it is bokmål


def register(app: Flask, settings: Settings) -> None:
    """Flask-Babel with our rules; `?lang=` is remembered in the cookie of its side."""

    def chosen() -> str:
        if not has_request_context():
            return settings.entity_language
        for wish in (request.args.get(_WISH), session.get(_WISH)):
            if wish in PAGES:
                return str(wish)
        return request.accept_languages.best_match(PAGES) or settings.entity_language

    Babel(app, locale_selector=chosen, default_locale="en", default_timezone=settings.entity_timezone)

    @app.before_request
    def remember() -> None:
        wish = request.args.get(_WISH)
        if wish in PAGES and session.get(_WISH) != wish:
            session[_WISH] = wish

    @app.after_request
    def vary(response: Response) -> Response:
        response.vary.add("Accept-Language")
        return response


def code() -> str:
    """The language of this HTTP request."""
    found = get_locale()
    return str(found.language) if found is not None else "en"


@contextmanager
def spoken(locale: str) -> Iterator[None]:
    """Meanwhile words come in this language, for what is written for others than the reader."""
    with force_locale(locale):
        yield


def of_answer() -> str:
    """The language in which this person probably wants an answer: the browser's, where the pages do not speak it; else that of the page."""
    wanted = request.accept_languages.best_match([*ANSWERS, *_OTHER_NAMES])
    wanted = _OTHER_NAMES.get(wanted or "", wanted)
    return wanted if wanted in ANSWERS and wanted not in PAGES else code()
