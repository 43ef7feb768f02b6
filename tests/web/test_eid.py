"""An electronic identity in the browser: over HTTP to a provider and back; whatever goes wrong leads to one page with a human."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from dsr.app import create_app
from dsr.demo.eid import Reply
from dsr.domain.actor import SYSTEM
from dsr.domain.proof import Doubt, Method, ProofState
from dsr.kit import Kit
from dsr.models import DoubtRow, Event, Proof
from dsr.services import doubts
from tests.eid.provider import CAROL, Running
from tests.fakes import FrozenNow
from tests.services.recognised import recognise
from tests.web.browser import Browser, settled, words
from tests.web.conftest import Asked, ask

BACK = "/prove/eid/back"


@pytest.fixture
def running(now: FrozenNow) -> Iterator[Running]:
    made = Running(now, f"http://127.0.0.1:8000{BACK}")
    yield made
    made.stop()


@pytest.fixture
def app(make_kit: Callable[..., Kit], running: Running) -> Flask:
    return create_app(replace(make_kit(), eid=running.party))


@pytest.fixture
def asked(app: Flask, kit: Kit) -> Asked:
    """Carol has shown nothing yet but her mailbox."""
    return ask(app, kit, is_proven=False)


@dataclass(frozen=True, slots=True)
class Out:
    """Where the browser was sent, and what it was sent with."""

    address: str

    @property
    def asked(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}


def signed_in(app: Flask, asked: Asked) -> Browser:
    browser = Browser(app)
    browser.get("/status")
    assert browser.post("/status", reference=asked.reference, code=asked.code).status_code == 303
    return browser


def begin(browser: Browser) -> Out:
    browser.get("/prove/eid")
    page = browser.post("/prove/eid")
    assert page.status_code == 200
    (link,) = re.findall(r'<a class="btn" href="([^"]+)"', page.get_data(as_text=True))
    assert page.headers["Refresh"] == f"0; url={html.unescape(link)}"
    return Out(html.unescape(link))


def come_back(browser: Browser, **given: str) -> int:
    """Open the way back and press the button, if there is one."""
    page = browser.get(f"{BACK}?{urlencode(given)}")
    if page.status_code == 200:
        page = browser.post(BACK)
    return page.status_code


def finish(browser: Browser, running: Running, out: Out, person: str = CAROL, **changed: str) -> int:
    code = running.provider.grant(out.asked, person)
    return come_back(browser, **{"state": out.asked["state"], "code": code, "iss": running.provider.issuer, **changed})


def states(kit: Kit) -> list[ProofState]:
    with kit.database.reading() as db:
        return list(db.execute(select(Proof.state).where(Proof.method == Method.EID).order_by(Proof.id)).scalars())


def test_from_the_page_to_the_provider_and_back(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    browser = signed_in(app, asked)
    assert "Show who you are with Demo e-ID" in words(browser.get("/prove/eid"))
    assert finish(browser, running, begin(browser)) == 303
    assert states(kit) == [ProofState.PROVEN]
    assert "We have your name from there" in words(browser.follow())


def test_the_person_is_not_told_whether_our_records_know_them(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    """The page about what was shown is the same before the name was compared, after it was found, and after it was not (N24)."""
    browser = signed_in(app, asked)
    finish(browser, running, begin(browser))
    browser.follow()
    before = settled(browser.get("/prove"))
    with kit.database.transaction() as db:
        row = db.execute(select(Proof).where(Proof.method == Method.EID)).scalar_one()
        recognise(db, row.request_id)
    assert settled(browser.get("/prove")) == before
    with kit.database.transaction() as db:
        row = db.execute(select(Proof).where(Proof.method == Method.EID)).scalar_one()
        row.is_recognised = False
        doubts.raise_doubt(db, row.request_id, Doubt.NAME_DIFFERS, by=SYSTEM, now=kit.now(), vault=kit.vault)
    assert settled(browser.get("/prove")) == before
    assert "What you have shown is enough" in before


def test_the_person_chooses_at_the_providers_own_page(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    """The provider's choice itself, as the demo's people see it."""
    browser = signed_in(app, asked)
    out = begin(browser)
    page = running.provider.reply("GET", "/authorize", out.asked)
    assert html.escape(CAROL) in page.body.decode()
    sent = running.provider.reply("POST", "/authorize", {**out.asked, "person": "0"})
    back = urlsplit(sent.location)
    assert f"{back.scheme}://{back.netloc}{back.path}" == running.provider.back_to
    assert come_back(browser, **{name: values[0] for name, values in parse_qs(back.query).items()}) == 303
    assert states(kit) == [ProofState.PROVEN]


def test_the_provider_sends_nobody_to_another_address(app: Flask, asked: Asked, running: Running) -> None:
    out = begin(signed_in(app, asked))
    for wrong in ({"redirect_uri": "https://thief.example/"}, {"client_id": "another"}, {"code_challenge": ""}, {"code_challenge_method": "plain"}):
        for method in ("GET", "POST"):
            sent = running.provider.reply(method, "/authorize", {**out.asked, **wrong, "person": "0"})
            assert (sent.status, sent.location) == (400 if method == "GET" else 404, "")


def test_opening_the_way_back_changes_nothing(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    browser = signed_in(app, asked)
    out = begin(browser)

    def traces() -> tuple[list[ProofState], int]:
        with kit.database.reading() as db:
            return states(kit), db.execute(select(func.count()).select_from(Event)).scalar_one()

    before, code = traces(), running.provider.grant(out.asked, CAROL)
    for _ in range(3):
        assert browser.get(f"{BACK}?{urlencode({'state': out.asked['state'], 'code': code})}").status_code == 200
        browser.head(f"{BACK}?{urlencode({'state': out.asked['state'], 'code': code})}")
    assert traces() == before
    assert "/token" not in running.provider.asked
    assert come_back(browser, state=out.asked["state"], code=code, iss=running.provider.issuer) == 303


def test_another_name_gets_the_same_page_as_every_other_trouble_and_staff_hear_of_it(
        app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    browser = signed_in(app, asked)
    pages = []
    assert finish(browser, running, begin(browser), "Jens Hansen") == 409
    pages.append(browser.page)
    assert come_back(browser, state=begin(browser).asked["state"], error="access_denied") == 409
    pages.append(browser.page)
    assert finish(browser, running, begin(browser), state="another") == 409
    pages.append(browser.page)
    running.provider.more_claims = {"nonce": "another"}
    assert finish(browser, running, begin(browser)) == 409
    pages.append(browser.page)
    running.provider.more_claims = {}
    running.provider.instead = lambda path: Reply(503) if path == "/token" else None
    assert finish(browser, running, begin(browser)) == 409
    pages.append(browser.page)
    texts = {settled(page) for page in pages if page is not None}
    assert len(texts) == 1
    assert "A person helps you on" in texts.pop()
    with kit.database.reading() as db:
        assert db.execute(select(func.count()).select_from(DoubtRow)).scalar_one() == 1
    assert ProofState.PROVEN not in states(kit)


def test_a_thief_who_leads_somebody_to_his_way_back_gains_nothing(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    """Login CSRF: the thief's own code and state, pressed by the victim; and the victim's, pressed by the thief."""
    thief_asked = ask(app, kit, is_proven=False, email="thief@nordlys.example")
    victim, thief = signed_in(app, asked), signed_in(app, thief_asked)
    mine, theirs = begin(victim), begin(thief)
    assert finish(victim, running, theirs) == 409
    assert finish(thief, running, mine) == 409
    assert states(kit) == [ProofState.OPEN, ProofState.OPEN]
    assert finish(victim, running, mine) == 303


def test_a_code_or_a_way_back_is_of_no_use_a_second_time(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    browser = signed_in(app, asked)
    out = begin(browser)
    code = running.provider.grant(out.asked, CAROL)
    given = {"state": out.asked["state"], "code": code, "iss": running.provider.issuer}
    assert [come_back(browser, **given), come_back(browser, **given)] == [303, 409]
    again = begin(browser)
    assert come_back(browser, **{**given, "state": again.asked["state"]}) == 409  # the provider knows the code as used
    assert states(kit) == [ProofState.PROVEN, ProofState.FAILED]


def test_an_answer_of_another_provider_is_not_redeemed(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    browser = signed_in(app, asked)
    for sender in ("https://other.example", ""):
        assert finish(browser, running, begin(browser), iss=sender) == 409
    assert "/token" not in running.provider.asked
    assert set(states(kit)) == {ProofState.FAILED}


def test_a_stranger_and_a_form_without_its_token_get_nowhere(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    stranger = Browser(app)
    assert stranger.get("/prove/eid").headers["Location"] == "/status/request"
    assert stranger.get(f"{BACK}?state=x&code=y").status_code == 409
    stranger.get("/status")
    assert stranger.post("/prove/eid").headers["Location"] == "/status/request"
    stranger.get("/status")
    assert stranger.post(BACK, state="x", code="y").status_code == 409
    browser = signed_in(app, asked)
    for path in ("/prove/eid", BACK):
        assert browser.post_bare(path, state="x", code="y").status_code == 400
    assert states(kit) == []


def test_where_no_provider_is_configured_there_is_nothing(make_app: Callable[..., Flask], kit: Kit, asked: Asked) -> None:
    app = make_app()
    browser = signed_in(app, asked)
    assert {browser.get(path).status_code for path in ("/prove/eid", BACK)} == {404}
    for path in ("/prove/eid", BACK):
        browser.get("/status")
        assert browser.post(path).status_code == 404


def test_too_many_attempts_end_at_a_human(app: Flask, kit: Kit, asked: Asked, running: Running) -> None:
    browser = signed_in(app, asked)
    for _ in range(10):
        begin(browser)
    browser.get("/prove/eid")
    assert browser.post("/prove/eid").status_code == 409
    assert "A person helps you on" in words(browser.page)  # type: ignore[arg-type]


def test_what_comes_back_is_shown_as_text(app: Flask, asked: Asked) -> None:
    browser = signed_in(app, asked)
    sent = urlencode({"state": '"><script>x', "code": "<b>", "iss": "y" * 9000})
    page = browser.get(f"{BACK}?{sent}").get_data(as_text=True)
    assert "<script>x" not in page
    assert "y" * 2001 not in page
