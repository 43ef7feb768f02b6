"""The public door: the form, its receipt, the confirmation, the status page and the answer. No account, no script, one cookie."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("subject", __name__)

from dsr.web.subject import answer, eid, intake, line, mandate, notice, objection, pages, person, prove, status  # noqa: E402, F401  # their routes hang on `bp`
