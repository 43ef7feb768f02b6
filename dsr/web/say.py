"""The words of the pages, in the language of the HTTP request. Typed doors to Flask-Babel; `pybabel extract` knows them by their names."""

from __future__ import annotations

import flask_babel  # type: ignore[import-untyped]
from flask_babel.speaklater import LazyString as Lazy  # type: ignore[import-untyped]

__all__ = ["Lazy", "_", "_l", "ngettext"]


def _(text: str, **facts: object) -> str:
    """The text in the reader's language, `%(name)s` filled."""
    return str(flask_babel.gettext(text, **facts))


def _l(text: str) -> Lazy:
    """The text in the language of whoever reads it later; for tables at the top of a module."""
    return flask_babel.lazy_gettext(text)


def ngettext(one: str, many: str, num: int, **facts: object) -> str:
    """The text for a number; `%(num)s` is the number."""
    return str(flask_babel.ngettext(one, many, num, **facts))
