"""Two browsers at the same moment, on a real Postgres: one of them wins, nobody meets an error of ours, and nothing leaves that should not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dsr.app import create_app
from dsr.domain.capability import StaffRole
from dsr.domain.proof import Method, ProofState
from dsr.kit import Kit
from dsr.models import Delivery, Instruction, Message, Proof, Response
from tests.conftest import Opener
from tests.eid.provider import CAROL, Running
from tests.fakes import FrozenNow
from tests.services.asked_company import companys
from tests.services.carol import BOOK, alice, reviewed
from tests.services.drafted import write
from tests.services.line_scene import read_code
from tests.services.test_representatives import decide
from tests.services.test_representatives import mandate as read_mandate
from tests.web import company_browser, test_eid
from tests.web.answers import release
from tests.web.browser import Browser, words
from tests.web.conftest import ask, letter_token, sign_in
from tests.web.phones import a_stage

BACK = test_eid.BACK


@pytest.fixture
def own(make_kit: Callable[..., Kit], open_fresh: Opener) -> Iterator[Kit]:
    """The kit on Postgres, whatever the other tests run on."""
    with open_fresh("postgres") as database:
        yield replace(make_kit(), database=database, sources=BOOK)


@pytest.fixture
def app(own: Kit) -> Flask:
    return create_app(own)


def at_once(*deeds: Callable[[], int]) -> list[int]:
    """The statuses, in the order of the deeds. What each has read is a while old when it commits, so that they do meet."""
    found: dict[int, int] = {}
    gate = threading.Barrier(len(deeds))
    event.listen(Session, "before_commit", _linger)

    def run(number: int, deed: Callable[[], int]) -> None:
        gate.wait(10)
        found[number] = deed()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    event.remove(Session, "before_commit", _linger)
    assert len(found) == len(deeds), "a deed raised"
    assert all(status < 500 for status in found.values()), found
    return [found[number] for number in range(len(deeds))]


def _linger(_session: Session) -> None:
    time.sleep(0.1)


def twin(browser: Browser, app: Flask) -> Browser:
    """The same person's second window: its cookies, and the page that is open."""
    made = Browser(app)
    for cookie in browser.client._cookies.values():  # type: ignore[union-attr]  # there is no other way to all of them
        made.client.set_cookie(cookie.key, cookie.value, domain=cookie.domain, path=cookie.path)
    made.page = browser.page
    return made


def count(kit: Kit, column: InstrumentedAttribute[object], *where: object) -> int:
    with kit.database.reading() as db:
        return int(db.execute(select(func.count(column)).where(*where)).scalar_one())  # type: ignore[arg-type]


def test_a_button_that_confirms_is_pressed_by_two(app: Flask, own: Kit) -> None:
    ask(app, own, is_confirmed=False)
    token = letter_token(own, "confirm")
    browsers = [Browser(app) for _ in range(4)]
    for one in browsers:
        one.get(f"/confirm/{token}")
    statuses = at_once(*(lambda one=one: one.post(f"/confirm/{token}").status_code for one in browsers))  # type: ignore[misc]
    assert 303 in statuses
    assert count(own, Proof.id, Proof.method == Method.EMAIL_LINK) == count(own, Message.id, Message.kind == "received") == 1


def test_an_answer_is_opened_by_two_and_only_with_the_code(app: Flask, own: Kit) -> None:
    asked = ask(app, own)
    token = release(own, asked.reference)
    browsers = [Browser(app) for _ in range(4)]
    for one in browsers:
        one.get(f"/answer/{token}")
    codes = [asked.code, "AAAA-AAAA-AAAA"] * 2
    statuses = at_once(*(lambda one=one, code=code: one.post(f"/answer/{token}", code=code).status_code  # type: ignore[misc]
                         for one, code in zip(browsers, codes, strict=True)))
    assert (statuses[0], statuses[2]) == (303, 303), "a button that is pressed twice is pressed once"
    assert {statuses[1], statuses[3]} <= {403, 404}
    assert [one.get("/answer/file/1").status_code for one in browsers] == [200, 404, 200, 404]


def test_wrong_codes_at_once_are_all_counted(app: Flask, own: Kit) -> None:
    asked = ask(app, own)
    token = release(own, asked.reference)
    browsers = [Browser(app) for _ in range(own.settings.max_wrong_codes + 1)]
    for one in browsers:
        one.get(f"/answer/{token}")
    at_once(*(lambda one=one: one.post(f"/answer/{token}", code="AAAA-AAAA-AAAA").status_code for one in browsers))  # type: ignore[misc]
    with own.database.reading() as db:
        delivery = db.execute(select(Delivery)).scalar_one()
        assert (delivery.wrong_codes, delivery.locked_at is not None) == (own.settings.max_wrong_codes, True)
    late = Browser(app)
    late.get("/status")
    assert late.post(f"/answer/{token}", code=asked.code).status_code == 404


def test_a_code_to_a_line_is_typed_in_two_windows(own: Kit) -> None:
    stage = a_stage(own)
    stage.carol.get("/prove/line")
    stage.carol.post("/prove/line", number="31 00 04 17", way="sms")
    (message,) = stage.work()
    code = read_code(message.text)  # type: ignore[attr-defined]
    stage.carol.get("/prove/line/code")
    windows = [stage.carol, twin(stage.carol, stage.app), twin(stage.carol, stage.app)]
    statuses = at_once(*(lambda one=one: one.post("/prove/line/code", code=code).status_code for one in windows))  # type: ignore[misc]
    assert sorted(statuses) == [303, 403, 403]
    assert count(own, Proof.id, Proof.method == Method.LINE_SMS, Proof.state == ProofState.PROVEN) == 1


def test_the_way_back_from_an_electronic_identity_is_gone_twice(own: Kit, now: FrozenNow) -> None:
    running = Running(now, f"http://127.0.0.1:8000{BACK}")
    try:
        app = create_app(replace(own, eid=running.party))
        carol = test_eid.signed_in(app, ask(app, own, is_proven=False))
        out = test_eid.begin(carol)
        code = running.provider.grant(out.asked, CAROL)
        carol.get(f"{BACK}?{test_eid.urlencode({'state': out.asked['state'], 'code': code, 'iss': running.provider.issuer})}")
        windows = [carol, twin(carol, app), twin(carol, app)]
        statuses = at_once(*(lambda one=one: one.post(BACK).status_code for one in windows))  # type: ignore[misc]
        assert sorted(statuses) == [303, 409, 409]
        assert count(own, Proof.id, Proof.method == Method.EID, Proof.state == ProofState.PROVEN) == 1
        assert running.provider.asked["/token"] == 1, "whoever was too late asks the provider nothing"
    finally:
        running.stop()


def test_a_company_gives_two_answers_in_two_windows(app: Flask, own: Kit) -> None:
    scene = companys(own)
    scene.begin()
    first = company_browser.enter(scene, app)
    path = company_browser.path_of(scene)
    first.get(path)
    windows = [first, twin(first, app), twin(first, app)]
    given = [{"decision": "answer"}, {"decision": "hand_over"}, {"decision": "refuse", "reason": company_browser.WHY}]
    at_once(*(lambda one=one, fields=fields: one.post(path, do="give", **fields).status_code  # type: ignore[misc]
              for one, fields in zip(windows, given, strict=True)))
    assert count(own, Instruction.id, Instruction.revoked_at.is_(None)) == 1
    assert len(company_browser.decided(scene)) == 1


def test_a_proof_is_taken_back_while_the_answer_is_approved(app: Flask, own: Kit, now: FrozenNow) -> None:
    """Whoever is first: what was found by it is not to be had."""
    asked = reviewed(own)
    write(own, asked.part_id)
    now.forward(minutes=5)
    reference = asked.receipt.reference
    one, two = (sign_in(app, own, f"{name}@fjordtel.example", StaffRole.MANAGER) for name in ("one", "two"))
    assert "It can go out as it stands." in words(one.get(f"/desk/requests/{reference}/parts/1/draft"))
    with own.database.reading() as db:
        proof = db.execute(select(Proof.id).where(Proof.method == Method.CALL_BACK)).scalar_one()
    two.get(f"/desk/requests/{reference}/identity/revoke")
    at_once(lambda: one.post(f"/desk/requests/{reference}/parts/1/respond").status_code,
            lambda: two.post(f"/desk/requests/{reference}/identity/revoke", row=str(proof), reason="It was a colleague.").status_code)
    with own.database.reading() as db:
        assert db.get_one(Proof, proof).state is ProofState.REVOKED
        is_out = db.execute(select(Response.approved_at)).scalar_one() is not None
        assert is_out is (db.execute(select(Delivery.id)).first() is not None)
    if is_out:
        carol = Browser(app)
        assert carol.get(f"/answer/{letter_token(own, 'answer_ready')}").status_code == 404


def test_a_mandate_is_taken_back_while_the_answer_is_fetched(app: Flask, own: Kit) -> None:
    asked = reviewed(own)
    by = sign_in(app, own, "one@fjordtel.example", StaffRole.MANAGER)
    read_mandate(own, asked, alice(own))
    code = decide(own, asked)
    assert code is not None
    write(own, asked.part_id)
    by.get(f"/desk/requests/{asked.receipt.reference}/parts/1/draft")
    assert by.post(f"/desk/requests/{asked.receipt.reference}/parts/1/respond").status_code == 303
    union, path = Browser(app), f"/answer/{letter_token(own, 'answer_representative')}"
    union.get(path)
    assert union.post(path, code=code).status_code == 303
    carol = Browser(app)
    carol.get("/status")
    assert carol.post("/status", reference=asked.receipt.reference, code=asked.code).status_code == 303
    carol.get("/status/request")
    windows = [union, twin(union, app), twin(union, app)]
    at_once(lambda: carol.post("/status/representatives/1/end").status_code,
            *(lambda one=one: one.get("/answer/file/1").status_code for one in windows))  # type: ignore[misc]
    assert [one.get("/answer/file/1").status_code for one in windows] == [404] * 3
