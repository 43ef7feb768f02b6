"""Letters on the way, at the desk and on the person's page: shown before they are sent, answered where they are read."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from dsr.domain.actor import SYSTEM, Actor, ActorKind
from dsr.domain.capability import Capability
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Clarification, Event, Message, Part, Request
from dsr.services.lifecycle import move
from tests.fakes import FrozenNow
from tests.services.asked_company import a_processor_part
from tests.services.customers import a_company
from tests.web.answers import release
from tests.web.browser import Browser, words
from tests.web.conftest import Asked

GIVEN = {"clarify": {"said": "Which years do you mean?"}, "extend": {"why": "many_systems", "said": "Eleven archives."},
         "refer": {"company": "Nordlys A/S"}}
KINDS = {"clarify": "clarification", "extend": "extended", "refer": "referred"}


def path(reference: str, name: str) -> str:
    return f"/desk/requests/{reference}/parts/{2 if name == 'refer' else 1}/letters/{name}"


@pytest.fixture
def reference(asked: Asked, kit: Kit) -> str:
    """Part 1 is ours, part 2 a company's where nobody can be asked."""
    with kit.database.transaction() as db:
        a_processor_part(db, db.execute(select(Request)).scalar_one(), a_company(db))
    return asked.reference


def letters(kit: Kit) -> list[str]:
    with kit.database.reading() as db:
        return list(db.execute(select(Message.kind).order_by(Message.id)).scalars())


def seen(html: str) -> str:
    return re.findall(r'name="seen" value="(\w*)"', html)[0]


@pytest.mark.parametrize("name", GIVEN)
def test_a_letter_is_shown_and_then_sent(alice: Browser, kit: Kit, reference: str, name: str) -> None:
    before = letters(kit)
    assert alice.get(path(reference, name)).status_code == 200
    page = alice.post(path(reference, name), **GIVEN[name])
    html = page.get_data(as_text=True)
    assert page.status_code == 200
    assert 'lang="en"' in html.split('id="preview"')[1]  # of the person
    assert f"({reference})" in words(page)
    assert next(iter(GIVEN[name].values() if name != "extend" else ["Eleven archives."])) in words(page)
    assert letters(kit) == before
    sent = alice.post(path(reference, name), **GIVEN[name], seen=seen(html))
    assert sent.headers["Location"] == f"/desk/requests/{reference}"
    assert "The letter is on its way" in words(alice.follow())
    assert letters(kit) == [*before, KINDS[name]]


def test_words_that_were_changed_are_shown_again(alice: Browser, kit: Kit, reference: str) -> None:
    where = path(reference, "clarify")
    alice.get(where)
    first = seen(alice.post(where, said="Which years?").get_data(as_text=True))
    again = alice.post(where, said="Which months?", seen=first)
    assert "Which months?" in words(again)
    assert "clarification" not in letters(kit)
    look = alice.post(where, said="Which months?", seen=seen(again.get_data(as_text=True)), act="look")
    assert look.status_code == 200
    assert "clarification" not in letters(kit)


@pytest.mark.parametrize(("name", "given", "said"), [
    ("clarify", {"said": " "}, "Please fill this in."), ("extend", {"said": "Eleven archives."}, "Please fill this in."),
    ("extend", {"why": "holidays", "said": "Xmas."}, "Please fill this in."), ("clarify", {"said": "Call 31 00 04 17"}, "ordinary mail"),
    ("refer", {"company": "a@b.dk"}, "ordinary mail"), ("clarify", {"said": "x" * 1001}, "too long")])
def test_what_is_wrong_stands_beside_its_field(alice: Browser, kit: Kit, reference: str, name: str, given: dict[str, str], said: str) -> None:
    alice.get(path(reference, name))
    page = alice.post(path(reference, name), **given)
    assert page.status_code == 422
    assert "<title>Error: " in page.get_data(as_text=True)
    assert said in words(page)
    assert 'id="preview"' not in page.get_data(as_text=True)


def test_the_company_is_the_one_that_the_person_named(alice: Browser, reference: str) -> None:
    assert 'value="Nordlys A/S"' in alice.get(path(reference, "refer")).get_data(as_text=True)


def test_what_staff_type_is_text(alice: Browser, reference: str) -> None:
    alice.get(path(reference, "clarify"))
    page = alice.post(path(reference, "clarify"), said="<script>alert(1)</script> {due_on} {0}").get_data(as_text=True)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {due_on} {0}" in page


def test_no_letter_of_another_name_and_none_for_who_only_reads(alice: Browser, bob: Browser, reference: str) -> None:
    for name in ("refuse", "confirm", "explode"):
        assert alice.get(path(reference, name)).status_code == 404
        alice.get(f"/desk/requests/{reference}")
        assert alice.post(path(reference, name), said="x").status_code == 404
    bob.get(f"/desk/requests/{reference}")
    for name in GIVEN:
        assert bob.get(path(reference, name)).status_code in (403, 404)
        assert bob.post(path(reference, name), **GIVEN[name]).status_code in (403, 404)


def test_nothing_is_passed_on_without_its_letter(alice: Browser, kit: Kit, reference: str) -> None:
    alice.get(f"/desk/requests/{reference}")
    assert alice.post(f"/desk/requests/{reference}/parts/2/refer").status_code == 404
    with kit.database.reading() as db:
        assert set(db.execute(select(Part.state)).scalars()) == {State.TRIAGE}


def test_our_own_part_is_not_offered_to_be_passed_on(alice: Browser, kit: Kit, reference: str) -> None:
    ours = f"/desk/requests/{reference}/parts/1/letters/refer"
    assert ours not in alice.get(f"/desk/requests/{reference}").get_data(as_text=True)
    alice.get(path(reference, "refer"))
    alice.post(ours, company="Nordlys A/S")
    assert "nobody there decides about it" in words(alice.follow())
    assert "referred" not in letters(kit)


def test_the_buttons_are_there_while_they_make_sense(alice: Browser, bob: Browser, reference: str, now: FrozenNow) -> None:
    page = f"/desk/requests/{reference}"
    for name in GIVEN:
        assert path(reference, name) in alice.get(page).get_data(as_text=True)
        assert path(reference, name) not in bob.get(page).get_data(as_text=True)
    html = alice.post(path(reference, "extend"), **GIVEN["extend"]).get_data(as_text=True)
    alice.post(path(reference, "extend"), **GIVEN["extend"], seen=seen(html))
    after = alice.get(page)
    assert path(reference, "extend") not in after.get_data(as_text=True)
    assert "Wednesday 24 February 2027" in words(after)
    assert "Extended once" in words(after)
    late = alice.post(path(reference, "extend"), **GIVEN["extend"])
    assert late.headers["Location"] == page
    assert "That is possible once only" in words(alice.follow())


def test_an_instruction_is_kept_with_its_reason(alice: Browser, kit: Kit, reference: str) -> None:
    """Of a part that was passed on before parts had companies."""
    with kit.database.transaction() as db:
        db.execute(update(Part).where(Part.number == 1).values(state=State.REFERRED))
    where = f"/desk/requests/{reference}/parts/1/instruct"
    assert where in alice.get(f"/desk/requests/{reference}").get_data(as_text=True)
    assert alice.post(where, reason="Their lawyer, by letter: give access.").status_code == 303
    assert "give access" in words(alice.follow())
    with kit.database.reading() as db:
        assert db.execute(select(Part.state).where(Part.number == 1)).scalar_one() is State.TRIAGE


def test_the_desk_adds_a_supplement_to_an_answer_that_is_out(alice: Browser, kit: Kit, reference: str) -> None:
    with kit.database.transaction() as db:
        part = db.execute(select(Part).where(Part.number == 1)).scalar_one()
        for name in ("collect", "settle", "respond"):
            move(db, part, name, by=SYSTEM if name == "settle" else Actor(ActorKind.STAFF, 1, frozenset(Capability)), now=kit.now())
    release(kit, reference)
    where = f"/desk/requests/{reference}/parts/1/supplement"
    assert where in alice.get(f"/desk/requests/{reference}").get_data(as_text=True)
    alice.get(where)
    assert alice.post(where, reason=" ").status_code == 422
    assert alice.post(where, reason="The old archive answers again.").status_code == 303
    with kit.database.reading() as db:
        assert db.execute(select(Part.state).where(Part.number == 1)).scalar_one() in (State.COLLECTING, State.REVIEWING)


def ask_carol(alice: Browser, reference: str, said: str = "Which years do you mean?") -> None:
    alice.get(path(reference, "clarify"))
    html = alice.post(path(reference, "clarify"), said=said).get_data(as_text=True)
    assert alice.post(path(reference, "clarify"), said=said, seen=seen(html)).status_code == 303


def opened(app: Flask, asked: Asked) -> Browser:
    carol = Browser(app)
    carol.get("/status")
    carol.post("/status", reference=asked.reference, code=asked.code)
    return carol


def test_the_person_answers_where_they_see_how_far_it_is(app: Flask, alice: Browser, kit: Kit, asked: Asked) -> None:
    ask_carol(alice, asked.reference)
    carol = opened(app, asked)
    page = carol.get("/status/request")
    assert "Which years do you mean?" in words(page)
    assert "We have a question for you below." in words(page)
    number = re.findall(r'name="clarification" value="(\d+)"', page.get_data(as_text=True))[0]
    empty = carol.post("/status/request", clarification=number, answer=" ")
    assert empty.status_code == 422
    assert "Please fill this in." in words(empty)
    assert carol.post("/status/request", clarification=number, answer="<b>2019</b> to 2021").headers["Location"] == "/status/request"
    after = carol.follow()
    assert "Thank you. We have your answer" in words(after)
    assert "You need to do nothing." in words(after)
    assert 'name="clarification"' not in after.get_data(as_text=True)
    desk = alice.get(f"/desk/requests/{asked.reference}").get_data(as_text=True)
    assert "&lt;b&gt;2019&lt;/b&gt; to 2021" in desk
    with kit.database.reading() as db:
        assert db.execute(select(func.count()).where(Event.name == "clarification_answered")).scalar_one() == 1


def ask_much(alice: Browser, reference: str) -> None:
    """With what makes the clock stand."""
    where, told = path(reference, "clarify"), {"said": "Which years do you mean?", "is_large": "1", "large": "Nine years of calls."}
    alice.get(where)
    page = alice.post(where, **told)
    assert "the time for our answer stands still since Tuesday 24 November 2026" in words(page)
    assert alice.post(where, **told, seen=seen(page.get_data(as_text=True))).status_code == 303


def test_the_clock_stands_for_a_question_among_much_data_and_both_pages_say_so(app: Flask, alice: Browser, asked: Asked) -> None:
    ask_much(alice, asked.reference)
    desk = words(alice.get(f"/desk/requests/{asked.reference}"))
    assert "until the person says what they mean since Tuesday 24 November 2026 (0 days) Nine years of calls." in desk
    carol = opened(app, asked)
    page = words(carol.get("/status/request"))
    assert "Until you answer, the time for our answer stands still." in page
    assert "at the longest until Thursday 24 December 2026" in page
    assert "Nine years of calls." not in page
    number = re.findall(r'name="clarification" value="(\d+)"', carol.get("/status/request").get_data(as_text=True))[0]
    carol.post("/status/request", clarification=number, answer="2019")
    assert "stands still" not in words(carol.follow())


def test_staff_may_say_that_no_answer_is_needed(app: Flask, alice: Browser, asked: Asked) -> None:
    ask_much(alice, asked.reference)
    page = f"/desk/requests/{asked.reference}"
    alice.get(page)
    assert alice.post(f"{page}/questions/1/end").status_code == 303
    assert "the clock runs" in words(alice.follow())
    assert "No answer on their page is needed any more" in words(alice.get(page))
    seen_by_her = words(opened(app, asked).get("/status/request"))
    assert "Question needs no answer any more" in seen_by_her
    assert "We have a question" not in seen_by_her


def test_the_box_is_offered_only_where_the_clock_may_stand(alice: Browser, now: FrozenNow, reference: str) -> None:
    where = path(reference, "clarify")
    assert 'name="is_large"' in alice.get(where).get_data(as_text=True)
    page = alice.post(where, said="Which years?", is_large="1", large="")
    assert page.status_code == 422
    assert "Please fill this in." in words(page)
    assert 'name="is_large"' not in alice.get(path(reference, "extend")).get_data(as_text=True)
    now.forward(days=8)
    assert 'name="is_large"' not in alice.get(where).get_data(as_text=True)


def test_a_question_that_nothing_waits_for_any_more_is_not_put(app: Flask, alice: Browser, kit: Kit, asked: Asked) -> None:
    ask_carol(alice, asked.reference)
    carol = opened(app, asked)
    page = carol.get("/status/request").get_data(as_text=True)  # still open in her browser
    where = f"/desk/requests/{asked.reference}/parts/1/withdraw"
    alice.get(where)
    assert alice.post(where, reason="Her wish.").status_code == 303
    number = re.findall(r'name="clarification" value="(\d+)"', page)[0]
    assert carol.post("/status/request", clarification=number, answer="2019").status_code == 409
    assert 'name="clarification"' not in carol.get("/status/request").get_data(as_text=True)


def test_only_who_opened_the_page_answers_and_only_their_own(app: Flask, alice: Browser, kit: Kit, asked: Asked) -> None:
    ask_carol(alice, asked.reference)
    stranger = Browser(app)
    stranger.get("/status")
    assert stranger.post("/status/request", clarification="1", answer="Mine").headers["Location"] == "/status"
    carol = opened(app, asked)
    carol.get("/status/request")
    for number in ("4711", "x", "", "-1"):
        assert carol.post("/status/request", clarification=number, answer="2019").status_code == 303
        carol.get("/status/request")
    with kit.database.reading() as db:
        assert db.execute(select(Clarification.answered_at)).scalar_one() is None
