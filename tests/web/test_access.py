"""Every route says who may open it."""

from __future__ import annotations

import pytest
from flask import Flask

from dsr.domain.capability import Capability
from dsr.web import access
from tests.web.browser import Browser

_VALUES = {"reference": "DSR-0000-0000-0", "number": 1, "name": "withdraw", "task_id": 1, "address": "a.b", "file": 1, "draft": 1, "page": 1,
           "count": 1, "act": "oral", "scan": 1, "message": 1, "other": "DSR-0000-0000-0", "representative": 1, "company_id": 1,
           "contact_id": 1, "row_id": 1, "what": "x", "member": 1,
           "line_id": 1, "clarification": 1, "incident": 1, "complaint": 1, "kind": "csv", "absence": 1, "year": 2026}


def _desk_routes(app: Flask) -> list[tuple[str, str]]:
    with app.test_request_context():
        found: list[tuple[str, str]] = []
        for rule in app.url_map.iter_rules():
            mark = access.mark_of(app.view_functions[rule.endpoint])
            if mark is not None and not mark.is_public:
                path = rule.build({name: _VALUES[name] for name in rule.arguments})
                assert path is not None
                found.extend((method, path[1]) for method in sorted((rule.methods or set()) & {"GET", "POST"}))
        return found


def test_every_route_has_a_mark(app: Flask) -> None:
    assert access.unmarked(app) == []
    assert len(_desk_routes(app)) >= 10


def test_an_application_with_an_unmarked_route_does_not_start(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "open to everybody"
    with pytest.raises(RuntimeError, match="forgotten"):
        access.refuse_unmarked(app)


def test_the_desk_is_public_nowhere_but_at_its_door(app: Flask) -> None:
    public = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk")
              and (mark := access.mark_of(app.view_functions[rule.endpoint])) is not None and mark.is_public}
    assert public == {"desk.sign_in", "desk.enter", "desk.begin_sso", "desk.sso_back", "desk.sso_in", "desk.finish_sso"}


def test_a_stranger_is_sent_to_the_door_from_every_page_of_the_desk(app: Flask) -> None:
    for method, path in _desk_routes(app):
        stranger = Browser(app)
        stranger.get("/desk/sign-in")
        answer = stranger.get(path) if method == "GET" else stranger.post(path)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["Location"].startswith("/desk/sign-in"), (method, path)


def test_a_forged_token_opens_nothing(app: Flask, alice: Browser) -> None:
    with alice.client.session_transaction("/desk/") as session:
        session[access.TOKEN] = "forged"
    assert alice.get("/desk/").status_code == 303


def test_bob_reads_but_changes_nothing(bob: Browser, reference: str) -> None:
    page = bob.get(f"/desk/requests/{reference}")
    assert page.status_code == 200
    for path in ("notes", "renew-code", "parts/1/collect", "parts/1/resend", "parts/1/tasks/1/retry", "parts/1/tasks/1/acknowledge"):
        bob.get(f"/desk/requests/{reference}")
        assert bob.post(f"/desk/requests/{reference}/{path}", note="x", proof="x").status_code == 403, path
    assert bob.get(f"/desk/requests/{reference}/parts/1/records/crm.contacts").status_code == 403


def test_the_marks_name_the_capability(app: Flask) -> None:
    mark = access.mark_of(app.view_functions["desk.records"])
    assert mark is not None
    assert mark.capability is Capability.RECORDS
