"""The desk: sign-in, queue, one request on one page, and the moves that the table of moves allows."""

from __future__ import annotations

from flask import Blueprint

from dsr.web.cookies import DESK

bp = Blueprint("desk", __name__, url_prefix=DESK)

from dsr.web.staff import account, code, files, policy, questions, queue, records, request, steps, terms  # noqa: E402, F401  # their routes hang on `bp`
