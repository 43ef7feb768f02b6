"""The desk: sign-in, queue, one request on one page, and the moves that the table of moves allows."""

from __future__ import annotations

from flask import Blueprint

from dsr.web.cookies import DESK

bp = Blueprint("desk", __name__, url_prefix=DESK)

from dsr.web.staff import (  # noqa: E402  # their routes hang on `bp`
    account,  # noqa: F401
    code,  # noqa: F401
    companies,  # noqa: F401
    company_import,  # noqa: F401
    complaints,  # noqa: F401
    draft,  # noqa: F401
    files,  # noqa: F401
    identity,  # noqa: F401
    incident_acts,  # noqa: F401
    incidents,  # noqa: F401
    instruct,  # noqa: F401
    intake,  # noqa: F401
    keeping,  # noqa: F401
    ledger,  # noqa: F401
    letters,  # noqa: F401
    mail,  # noqa: F401
    members,  # noqa: F401
    paper,  # noqa: F401
    policy,  # noqa: F401
    post,  # noqa: F401
    questions,  # noqa: F401
    queue,  # noqa: F401
    readers,  # noqa: F401
    recall,  # noqa: F401
    records,  # noqa: F401
    reports,  # noqa: F401
    representative,  # noqa: F401
    request,  # noqa: F401
    reroute,  # noqa: F401
    routing,  # noqa: F401
    search,  # noqa: F401
    second,  # noqa: F401
    several,  # noqa: F401
    sso,  # noqa: F401
    steps,  # noqa: F401
    terms,  # noqa: F401
    trail,  # noqa: F401
)
