"""Staff tick rows, columns or a collection on the page of the records, and say why; the page says what was decided, and takes it back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from dsr.app import create_app
from dsr.domain.words import State
from dsr.domain.work import TaskKind
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import DisclosureChoice, Part, Task
from tests.services.read_rows import CONTACTS, SOURCES, USERS, VOICEMAIL, a_lone_part, a_stage, keep_rows
from tests.web.browser import Browser, words

PAGE = f"/desk/requests/R/parts/1/records/{CONTACTS}"


@pytest.fixture
def app(make_kit: Callable[..., Kit]) -> Flask:
    return create_app(replace(make_kit(), sources=SourceBook(SOURCES)))


@pytest.fixture(autouse=True)
def searched(kit: Kit) -> None:
    with kit.database.transaction() as session:
        part = a_lone_part(session, kit.vault, State.REVIEWING)
        crm = a_stage(session, part, 0, found={CONTACTS: 60})
        keep_rows(session, kit.store, kit.vault, crm, part.request_id, CONTACTS, ("id", "full_name"), [[n, f"Carol {n}"] for n in range(60)])
        pbx = a_stage(session, part, 1, found={USERS: 0, VOICEMAIL: 2})
        keep_rows(session, kit.store, kit.vault, pbx, part.request_id, VOICEMAIL, ("user_id", "caller"), [["u", "c"], ["v", "d"]])


def kept(kit: Kit) -> list[tuple[str, int | None, str, str | None]]:
    with kit.database.reading() as session:
        return [(one.field, one.row_number, one.act.value, one.reason.value if one.reason else None)
                for one in session.execute(select(DisclosureChoice).order_by(DisclosureChoice.id)).scalars()]


def send(browser: Browser, page: str = PAGE, **fields: object) -> int:
    """The form of decisions, with the token of the page that is open."""
    assert browser.page is not None
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.get_data(as_text=True))
    assert token is not None
    given = {"csrf_token": token[1], "decision": "leave_out.others_rights", "note": "", **fields}
    return browser.post_bare(page, **given).status_code  # type: ignore[arg-type]  # a list for what is ticked twice


def test_rows_and_columns_are_left_out_at_once_and_the_page_says_so(kit: Kit, alice: Browser) -> None:
    page = alice.get(f"{PAGE}?page=2")
    assert "Tick rows above" in words(page)
    assert '<input type="checkbox" name="row" value="51"' in page.get_data(as_text=True)
    assert send(alice, f"{PAGE}?page=2", row=["51", "60"], field="full_name", note="Bo's.") == 303
    assert kept(kit) == [(field, row, "leave_out", "others_rights") for field, row in (("full_name", None), ("", 50), ("", 59))]
    after = words(alice.follow())
    assert "3 decisions kept." in after
    assert "row 51 leave out: another person’s rights weigh more" in after
    assert "column Name leave out: another person’s rights weigh more" in after
    assert "51 left out 50 Carol 50" in after
    assert "another person’s rights weigh more Bo's." in after  # staff's own words, which the answer does not give


def test_a_decision_is_taken_back(kit: Kit, alice: Browser) -> None:
    alice.get(PAGE)
    send(alice, row="1")
    alice.follow()
    assert send(alice, decision="take_back", row="1") == 303
    assert kept(kit)[-1] == ("", 0, "take_back", None)
    assert "row 1 leave out" not in words(alice.follow())


def test_the_whole_collection_is_left_out(kit: Kit, alice: Browser) -> None:
    alice.get(PAGE)
    send(alice, whole="1", decision="leave_out.law")
    assert kept(kit) == [("", None, "leave_out", "law")]
    assert "the whole collection leave out: another law tells of it elsewhere" in words(alice.follow())


@pytest.mark.parametrize(("fields", "status", "said"), [
    ({}, 303, "Nothing was ticked"), ({"row": "1", "decision": "leave_out.agreed"}, 303, "This reason does not go with that decision"),
    ({"row": "1", "decision": "uncover.agreed", "note": "x"}, 303, "A single row can only be left out"),
    ({"field": "full_name", "decision": "uncover.agreed", "note": "x"}, 303, "Nothing here may be uncovered"),
    ({"row": "1", "decision": "burn"}, 404, ""), ({"row": "one"}, 404, ""), ({"row": "0"}, 404, ""), ({"row": "61"}, 404, ""),
    ({"field": "salary"}, 404, ""), ({"row": "1", "decision": "leave_out.because"}, 404, "")])
def test_what_is_wrong_decides_nothing(kit: Kit, alice: Browser, fields: dict[str, object], status: int, said: str) -> None:
    alice.get(PAGE)
    assert send(alice, **fields) == status
    assert kept(kit) == []
    if said:
        assert said in words(alice.follow())


def test_of_what_a_company_decides_nothing_is_offered_and_nothing_taken(kit: Kit, alice: Browser) -> None:
    page = f"/desk/requests/R/parts/1/records/{VOICEMAIL}"
    assert "Tick rows above" not in words(alice.get(page))
    assert send(alice, page, whole="1") == 404
    assert kept(kit) == []


def test_after_the_review_nothing_is_offered_and_nothing_taken(kit: Kit, alice: Browser) -> None:
    with kit.database.transaction() as session:
        session.execute(update(Part).values(state=State.DELIVERING))
    assert "Tick rows above" not in words(alice.get(PAGE))
    assert send(alice, row="1") == 409


def test_who_only_reads_decides_nothing(kit: Kit, bob: Browser) -> None:
    bob.get("/desk/policy")
    assert send(bob, row="1") == 403
    assert kept(kit) == []


def test_what_was_uncovered_is_looked_at_again_with_one_button(kit: Kit, alice: Browser) -> None:
    with kit.database.transaction() as session:
        task = session.execute(select(Task).where(Task.stage == 0)).scalar_one()
        masked = {CONTACTS: [60, {"full_name": {"name": 60}}, 0, {}]}
        session.execute(update(Task).where(Task.id == task.id).values(outcome=json.dumps({"found": {CONTACTS: 60}, "missed": {}, "masked": masked})))
    assert "Look at the source again" not in words(alice.get(PAGE))
    send(alice, field="full_name", decision="uncover.agreed", note="Bo said yes.")
    after = words(alice.follow())
    assert "It shows in the rows when the source is looked at again." in after
    assert "Look at the source again" in after
    assert send(alice, f"{PAGE}/again") == 303
    assert "The source is looked at again now." in words(alice.follow())
    with kit.database.reading() as session:
        searches = session.execute(select(Task).where(Task.kind == TaskKind.COLLECT).order_by(Task.stage)).scalars()
        assert [(one.stage, one.state.value) for one in searches] == [(0, "ready"), (1, "done")]


def test_who_only_reads_has_no_source_looked_at(kit: Kit, bob: Browser) -> None:
    bob.get("/desk/policy")
    assert send(bob, f"{PAGE}/again") == 403
