"""One request on one page: what stands on it, and the moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from dsr.domain.graph import plan
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Event, Message, Part, Request, Task
from dsr.services import planning
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, ask

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def _state(kit: Kit) -> State:
    with kit.database.reading() as db:
        state: State = db.execute(select(Part.state)).scalars().first() or State.RECEIVED
        return state


def _events(kit: Kit) -> int:
    with kit.database.reading() as db:
        return db.execute(select(func.count()).select_from(Event)).scalar_one()


def test_the_page_tells_the_whole_story(alice: Browser, reference: str) -> None:
    text = words(alice.get(f"/desk/requests/{reference}"))
    for expected in ("Søren Ærø O'Brien", reference, "See data", "Start collection", "Refuse", "soren@nordlys.example", "link in the mail",
                     "+45 31 00 04 17, ext. 614", "as typed", "not searched", "Everything, please.", "Please confirm your address", "Received"):
        assert expected in text, expected


def test_opening_it_changes_nothing(alice: Browser, kit: Kit, reference: str) -> None:
    before = (_state(kit), _events(kit))
    for path in ("", "/parts/1/refuse", "/parts/1/withdraw", "/renew-code"):
        assert alice.get(f"/desk/requests/{reference}{path}").status_code == 200
    for path in ("/parts/1/collect", "/parts/1/resend", "/notes", "/parts/1/tasks/1/retry"):
        assert alice.get(f"/desk/requests/{reference}{path}").status_code in (404, 405)
    assert (_state(kit), _events(kit)) == before


def test_what_people_typed_is_text(app: Flask, alice: Browser, kit: Kit) -> None:
    asked = ask(app, kit, name=NASTY, employer=NASTY, numbers=NASTY, message=NASTY)
    alice.get(f"/desk/requests/{asked.reference}")
    alice.post(f"/desk/requests/{asked.reference}/notes", note=NASTY)
    text = alice.follow().get_data(as_text=True)
    assert "<script" not in text
    assert "<img" not in text
    assert text.count("&lt;script&gt;") >= 5


def test_starting_the_collection_is_a_post_that_redirects(alice: Browser, kit: Kit, reference: str) -> None:
    alice.get(f"/desk/requests/{reference}")
    answer = alice.post(f"/desk/requests/{reference}/parts/1/collect")
    assert answer.headers["Location"] == f"/desk/requests/{reference}"
    assert _state(kit) in (State.COLLECTING, State.REVIEWING)
    assert "Done: Start collection." in words(alice.follow())
    again = alice.post(f"/desk/requests/{reference}/parts/1/collect")
    assert again.status_code == 409


def test_a_move_that_the_table_does_not_know_is_not_found(alice: Browser, reference: str) -> None:
    for name in ("explode", "settle", "close", "identify"):  # the last three are not for staff
        alice.get(f"/desk/requests/{reference}")
        assert alice.post(f"/desk/requests/{reference}/parts/1/{name}").status_code == 404
    alice.get(f"/desk/requests/{reference}")
    assert alice.post(f"/desk/requests/{reference}/parts/9/collect").status_code == 404
    assert alice.get("/desk/requests/DSR-0000-0000-0").status_code == 404


def test_a_refusal_wants_a_ground_and_a_reason(alice: Browser, kit: Kit, reference: str) -> None:
    path = f"/desk/requests/{reference}/parts/1/refuse"
    page = alice.get(path).get_data(as_text=True)
    grounds = page.split('<option value="')[2:]
    assert len(grounds) >= 2
    missing = alice.post(path, reason="  ")
    assert missing.status_code == 422
    assert "<title>Error: " in missing.get_data(as_text=True)
    assert _state(kit) is State.TRIAGE
    assert alice.post(path, ground="made-up", reason="Because.").status_code == 422
    assert _state(kit) is State.TRIAGE
    assert alice.post(path, ground=grounds[0].split('"')[0], reason="The request repeats one that we answered a week ago.").status_code == 303
    assert _state(kit) in (State.DELIVERING, State.CLOSED)


@pytest.mark.parametrize(("name", "given", "letter", "said"), [
    ("refuse", {"ground": "excessive"}, "refused", "court"), ("withdraw", {}, "withdrawn", "withdrawn, as you wished"),
    ("turn_away", {}, "not_theirs", "court")])
def test_the_letter_of_a_step_is_shown_before_it_is_taken(alice: Browser, kit: Kit, reference: str, name: str, given: dict[str, str], letter: str,
                                                          said: str) -> None:
    path = f"/desk/requests/{reference}/parts/1/{name}"
    alice.get(path)
    page = alice.post(path, reason="Seventeen times since May.", act="look", **given)
    assert page.status_code == 200
    assert said in words(page)
    assert "Seventeen times since May." in page.get_data(as_text=True)
    assert _state(kit) is State.TRIAGE
    with kit.database.reading() as db:
        assert db.execute(select(Message.id).where(Message.kind == letter)).first() is None
    assert alice.post(path, reason="Seventeen times since May.", **given).status_code == 303
    with kit.database.reading() as db:
        assert db.execute(select(Message.id).where(Message.kind == letter)).first() is not None


def test_a_letter_that_a_step_does_not_send_is_not_shown(alice: Browser, reference: str) -> None:
    path = f"/desk/requests/{reference}/parts/1/refuse"
    alice.get(path)
    assert alice.post(path, reason="Because.", ground="made-up", act="look").status_code == 422


def test_withdrawing_wants_a_reason(alice: Browser, kit: Kit, reference: str) -> None:
    path = f"/desk/requests/{reference}/parts/1/withdraw"
    alice.get(path)
    assert alice.post(path).status_code == 422
    assert alice.post(path, reason="Her wish, by telephone today.").status_code == 303
    assert _state(kit) is State.CLOSED


@pytest.mark.parametrize("right", ["erasure", "rectification"])
def test_the_desk_does_not_pretend_to_carry_out_changes(app: Flask, alice: Browser, kit: Kit, right: str) -> None:
    asked = ask(app, kit, right=right)
    text = words(alice.get(f"/desk/requests/{asked.reference}"))
    assert "not built yet" in text
    assert "Carry out" not in text


def test_only_the_demonstration_says_that_it_is_one(make_app: Callable[..., Flask], alice: Browser) -> None:
    page = make_app(mode="production").test_client().get("/desk/sign-in", base_url="https://localhost", headers={"Accept-Language": "en"})
    assert "About this installation" not in page.get_data(as_text=True)
    assert "Demonstration with invented people" in words(alice.get("/desk/"))


def test_notes_are_kept_and_an_empty_one_is_not(alice: Browser, reference: str) -> None:
    alice.get(f"/desk/requests/{reference}")
    alice.post(f"/desk/requests/{reference}/notes", note="  ")
    assert "Please fill this in." in words(alice.follow())
    alice.post(f"/desk/requests/{reference}/notes", note="Called her; she means 2025.")
    assert "Called her; she means 2025." in words(alice.follow())


def test_a_task_of_another_request_cannot_be_touched(app: Flask, alice: Browser, kit: Kit, asked: Asked) -> None:
    other = ask(app, kit, email="mette@sydhavn.example")
    with kit.database.reading() as db:
        ids = list(db.execute(select(Task.id)).scalars())
    for task_id in [*ids, 4711]:
        alice.get(f"/desk/requests/{other.reference}")
        assert alice.post(f"/desk/requests/{other.reference}/parts/1/tasks/{task_id}/retry").status_code == 404


def test_a_new_code_wants_a_proof_and_is_shown_once(alice: Browser, app: Flask, asked: Asked) -> None:
    path = f"/desk/requests/{asked.reference}/renew-code"
    alice.get(path)
    assert alice.post(path, proof=" ").status_code == 422
    made = alice.post(path, proof="Called back on the number in the contract.")
    code = made.get_data(as_text=True).split('translate="no">')[1].split("<")[0]
    assert code != asked.code
    assert code not in alice.get(path).get_data(as_text=True)
    assert code not in alice.get(f"/desk/requests/{asked.reference}").get_data(as_text=True)
    carol = Browser(app)
    for typed, status in ((asked.code, 403), (code, 303)):
        carol.get("/status")
        assert carol.post("/status", reference=asked.reference, code=typed).status_code == status


def test_reopening_keeps_its_reason_as_a_note(alice: Browser, kit: Kit, reference: str) -> None:
    for name, reason in (("withdraw", "Her wish."), ("reopen", "She wrote again: it was a mistake.")):
        alice.get(f"/desk/requests/{reference}/parts/1/{name}")
        assert alice.post(f"/desk/requests/{reference}/parts/1/{name}", reason=reason).status_code == 303
    assert _state(kit) is State.TRIAGE
    assert "it was a mistake" in words(alice.follow())


def test_the_language_of_the_answer_is_seen_and_changed(alice: Browser, kit: Kit, reference: str) -> None:
    path = f"/desk/requests/{reference}"
    assert "Language of the answer English" in words(alice.get(path))
    assert alice.post(f"{path}/language", language="sv").headers["Location"] == path
    text = words(alice.follow())
    assert "Language of the answer Svenska" in text
    assert "Language of the answer changed Svenska" in text
    with kit.database.reading() as db:
        assert db.execute(select(Request.locale)).scalar_one() == "sv"


def test_a_language_that_is_none_changes_nothing(alice: Browser, kit: Kit, reference: str) -> None:
    before = _events(kit)
    for language, status in (("xx", 422), ("", 303)):
        alice.get(f"/desk/requests/{reference}")
        assert alice.post(f"/desk/requests/{reference}/language", language=language).status_code == status
    assert _events(kit) == before


def test_who_only_reads_cannot_change_the_language(bob: Browser, kit: Kit, reference: str) -> None:
    assert "Change the language" not in words(bob.get(f"/desk/requests/{reference}"))
    assert bob.post(f"/desk/requests/{reference}/language", language="sv").status_code in (403, 404)


def test_printing_all_rows_is_offered_in_review_and_nowhere_else(alice: Browser, bob: Browser, kit: Kit, reference: str) -> None:
    path = f"/desk/requests/{reference}"
    assert "Print all rows" not in words(alice.get(path))
    with kit.database.transaction() as db:
        part = db.execute(select(Part)).scalars().one()
        part.state, part.search_plan = State.REVIEWING, planning.dump(plan((), frozenset(), ("user",)), kit.now())
    assert "with more than 5,000 rows the PDF prints the sums per month" in words(bob.get(path))
    assert "Print all rows" not in words(bob.get(path))
    assert bob.post(f"{path}/parts/1/print", rows="all").status_code in (403, 404)
    assert "Print all rows" in words(alice.get(path))
    assert alice.post(f"{path}/parts/1/print", rows="all").headers["Location"].startswith(path)
    text = words(alice.follow())
    assert all(said in text for said in ("The PDF prints every row.", "Print long collections as sums", "All rows are to be printed"))
    alice.post(f"{path}/parts/1/print", rows="few")
    assert "Print all rows" in words(alice.follow())
    with kit.database.reading() as db:
        assert db.execute(select(Part.print_all)).scalar_one() is False
