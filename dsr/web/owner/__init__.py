"""The door of those who keep a source that no program can search: a link, a code, a form with files. No account, no script."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("owner", __name__)

from dsr.web.owner import link, question  # noqa: E402, F401  # their routes hang on `bp`
