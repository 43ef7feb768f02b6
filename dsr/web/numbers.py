"""Numbers in addresses. Invariant: a number that no row can have matches no page, so that it never reaches a query that would fail on it."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter


class RowNumber(IntegerConverter):
    """Plain digits, and no more of them than a database counts to."""

    regex = "[0-9]{1,18}"


def register(app: Flask) -> None:
    """In the place of the converter that takes any digits; before the pages are."""
    app.url_map.converters["int"] = RowNumber
