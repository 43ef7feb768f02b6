"""The door of companies that decide about data: a link, a code, their open requests, one decision each or several at once. No account, no script."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("company", __name__)

from dsr.web.company import link, requests  # noqa: E402, F401  # their routes hang on `bp`
