"""Pages that need no database."""

from __future__ import annotations

from flask import render_template

from dsr.web.access import public
from dsr.web.subject import bp


@bp.get("/privacy")
@public
def privacy() -> str:
    return render_template("subject/privacy.html")


@bp.get("/healthz")
@public
def healthz() -> tuple[str, int, dict[str, str]]:
    """For a balancer: this process answers. Nothing about the database is said to strangers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
