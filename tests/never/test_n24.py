"""N24: never confirm to somebody unproven that a person is, or is not, in the system (GDPR Art. 32, recital 64).

Whoever asks gets the same pages, the same mails and the same status for people, companies, numbers and references that we know and that we do not.
How long it takes is measured in tests/all/test_timing.py; here it is what is done: the same statements, or a page that takes a fixed time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from dsr.app import create_app
from dsr.domain.proof import Method, ProofState
from dsr.domain.tenancy import Holder
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.models import Message, Proof
from dsr.web import access, security
from tests.fakes import FrozenNow
from tests.services.customers import a_company, a_contact
from tests.services.line_scene import NUMBER, tie
from tests.services.test_notice_proof import house
from tests.web.browser import Browser, settled, words
from tests.web.conftest import FORM, letter_token
from tests.web.phones import a_stage, opened
from workers import errands, post, waiting
from workers.errands import recognise_next

KNOWN = {"email": "privacy@nordlys.example", "employer": "Nordlys A/S", "numbers": NUMBER}
UNKNOWN = {"email": "somebody@strange.example", "employer": "Strange A/S", "numbers": "+45 31 99 99 99"}
# Posts that need not take a fixed time, because what they tell is told only to who has opened their own request, or to a machine of ours.
OPENED = {"subject.answer_question", "subject.begin_eid", "subject.finish_eid", "subject.take_mandate_back", "owner.give", "gateway.pressed",
          "company.several", "company.give", "company.pass_on", "company.leave"}


@dataclass
class Seen:
    """All that somebody outside can see of what they did, and what was done inside."""

    status: list[int]
    pages: list[str]
    letters: list[str]
    statements: list[str]


@pytest.fixture
def customers(kit: Kit) -> None:
    """A customer whose contact asks."""
    with kit.database.transaction() as db:
        a_contact(db, a_company(db))


def watched(kit: Kit, act: Callable[[], list[Any]]) -> Seen:
    statements: list[str] = []

    def note(*given: Any) -> None:
        statements.append(given[2])

    event.listen(kit.database.engine, "before_cursor_execute", note)
    try:
        answers = act()
    finally:
        event.remove(kit.database.engine, "before_cursor_execute", note)
    with kit.database.reading() as db:
        letters = [row.kind for row in db.execute(select(Message).order_by(Message.id)).scalars()]
    return Seen([one.status_code for one in answers], [settled(one) for one in answers], letters, statements)


def without(page: str, *values: str) -> str:
    """A page without what is drawn by chance for this request."""
    for value in values:
        page = page.replace(value, "…")
    return page


@pytest.mark.usefixtures("customers")
def test_the_form_does_and_says_the_same(app: Flask, kit: Kit) -> None:
    first = Browser(app)
    first.get("/")
    first.post("/", **FORM)  # enters our own entity
    seen = []
    for typed in (KNOWN, UNKNOWN):
        browser = Browser(app)
        browser.get("/")
        found = watched(kit, lambda browser=browser, typed=typed: [browser.post("/", **{**FORM, **typed})])  # type: ignore[misc]
        receipt = browser.follow().get_data(as_text=True)
        reference, code = receipt.split('<span class="ref"><strong>')[1].split("<")[0], receipt.split('translate="no">')[1].split("<")[0]
        seen.append((found.status, found.statements, without(receipt, reference, code), found.letters[-1:]))
    assert seen[0] == seen[1]
    assert len(seen[0][1]) > 10


@pytest.mark.usefixtures("customers")
def test_confirming_says_and_sends_the_same(app: Flask, kit: Kit) -> None:
    seen = []
    for typed in (KNOWN, UNKNOWN):
        browser = Browser(app)
        browser.get("/")
        browser.post("/", **{**FORM, **typed})
        token = letter_token(kit, "confirm")
        with kit.database.reading() as db:
            before = len(db.execute(select(Message.id)).all())
        pages = [settled(browser.get(f"/confirm/{token}")), settled(browser.post(f"/confirm/{token}")), settled(browser.follow())]
        with kit.database.reading() as db:
            written = [row.kind for row in db.execute(select(Message).order_by(Message.id)).scalars()][before:]
        seen.append(([without(page, token) for page in pages], written))
    assert seen[0] == seen[1]
    assert seen[0][1] == ["received"]


def test_a_reference_that_exists_and_one_that_does_not_get_the_same(app: Flask, kit: Kit) -> None:
    browser = Browser(app)
    browser.get("/")
    browser.post("/", **FORM)
    known = browser.follow().get_data(as_text=True).split('<span class="ref"><strong>')[1].split("<")[0]
    seen = []
    for reference in (known, "DSR-0000-0000-0", "nonsense"):
        other = Browser(app)
        other.get("/status")
        page = other.post("/status", reference=reference, code="0000-0000-0000")
        seen.append((page.status_code, without(settled(page), reference), sorted(page.headers.keys())))
    assert seen[0] == seen[1] == seen[2]


def test_a_line_that_is_theirs_and_one_that_is_not_get_the_same(make_kit: Callable[..., Kit]) -> None:
    stage = a_stage(make_kit())
    tie(stage.scene, "+4531000418", holder=Holder.OTHER, window=Window())
    stage.carol.get("/prove/line")
    stage.carol.post("/prove/line", number="20202020", way="sms")  # the first has none to close
    seen = []
    for number in (NUMBER, "+4531000418", "+4531999999"):
        stage.carol.get("/prove/line")
        found = watched(stage.kit, lambda number=number: [stage.carol.post("/prove/line", number=number, way="sms")])  # type: ignore[misc]
        stage.work()
        pages = [settled(stage.carol.get(path)) for path in ("/prove", "/prove/line", "/prove/line/code", "/status/request")]
        wrong = stage.carol.post("/prove/line/code", code="00000000")
        seen.append((found.status, found.statements, pages, wrong.status_code, settled(wrong)))
    assert seen[0] == seen[1] == seen[2]


def test_who_has_other_channels_on_file_and_who_has_none_get_the_same_before_and_after_the_waiting_time(make_kit: Callable[..., Kit],
                                                                                                      now: FrozenNow) -> None:
    kit = house(make_kit(), {"name": FORM["name"], "email": FORM["email"], "home": "soren@gmail.com", "desk": None})
    stages = [a_stage(kit, is_tied=False, email=email) for email in (FORM["email"], "somebody@strange.example")]
    seen: list[list[Any]] = [[], []]

    def look(*, is_begun: bool) -> None:
        for stage, pages in zip(stages, seen, strict=True):
            browser = opened(stage.app, stage.asked)
            for path in ("/prove", "/prove/notice", "/status/request"):
                page = browser.get(path)
                pages.append((page.status_code, without(settled(page), stage.asked.reference)))
                assert (path == "/prove/notice") <= (("You started this on" in words(page)) is is_begun)

    look(is_begun=False)
    for stage, pages in zip(stages, seen, strict=True):
        stage.carol.get("/prove/notice")
        found = watched(kit, lambda stage=stage: [stage.carol.post("/prove/notice")])  # type: ignore[misc]
        pages.append((found.status, found.statements))
    look(is_begun=True)
    while errands.tell_next(kit):
        pass
    while post.send_next(kit):
        pass
    look(is_begun=True)
    now.forward(days=kit.settings.notice_days + 1)
    waiting.waiting(kit)
    while recognise_next(kit):
        pass
    look(is_begun=True)
    with kit.database.reading() as db:
        assert db.execute(select(Proof.state).where(Proof.method == Method.NOTICE).order_by(Proof.request_id)).scalars().all() == [
            ProofState.PROVEN, ProofState.FAILED]
    assert seen[0] == seen[1]


def test_a_link_that_is_over_and_one_that_never_was_get_the_same(app: Flask, kit: Kit) -> None:
    for path in ("/confirm/{}", "/answer/{}", "/question/{}"):
        pages = [Browser(app).get(path.format(token)) for token in ("x" * 32, "nothing", "a.b")]
        assert {(page.status_code, settled(page)) for page in pages} == {(404, settled(pages[0]))}, path


def test_a_link_to_confirm_that_is_over_looks_as_if_it_never_was(app: Flask, kit: Kit, now: FrozenNow) -> None:
    browser = Browser(app)
    browser.get("/")
    browser.post("/", **FORM)
    token = letter_token(kit, "confirm")
    now.forward(days=kit.settings.confirm_days + 1)
    seen = []
    for link in (token, "x" * len(token)):
        other = Browser(app)
        other.get("/status")  # for the token of a form
        seen.append([(page.status_code, settled(page)) for page in (other.post(f"/confirm/{link}"), other.get(f"/confirm/{link}"))])
    assert seen[0] == seen[1]
    assert {status for status, _ in seen[0]} == {404}


def test_every_public_post_that_could_tell_takes_a_fixed_time(app: Flask) -> None:
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) and rule.endpoint != "static"
             and (mark := access.mark_of(app.view_functions[rule.endpoint])) is not None and mark.is_public
             and not rule.endpoint.startswith(("desk.",))}
    uneven = {endpoint for endpoint in posts if not security.is_even(app.view_functions[endpoint])}
    assert uneven - OPENED == set()
    assert OPENED - posts == set()
    assert len(posts - uneven) >= 8


def test_a_page_of_a_fixed_time_takes_it_whatever_happens(make_kit: Callable[..., Kit]) -> None:
    slept: list[float] = []
    kit = make_kit(even_ms=2000)
    app = create_app(kit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dsr.web.security.time.sleep", slept.append)
        for reference in ("DSR-0000-0000-0", "x"):
            browser = Browser(app)
            browser.get("/status")
            assert "do not fit together" in words(browser.post("/status", reference=reference, code="x"))
    assert len(slept) == 2
    assert all(0 < one <= 2 for one in slept)
