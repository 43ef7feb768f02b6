"""A person has their other addresses and numbers told: offered where it may help, once, behind their own code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from dsr.domain.proof import Method, ProofState
from dsr.kit import Kit
from dsr.models import Message, Proof
from tests.services.carol import called_back
from tests.services.test_notice_proof import house
from tests.web.browser import Browser, words
from tests.web.conftest import FORM
from tests.web.phones import Stage, a_stage
from workers import errands

HOME = "soren@gmail.com"


@pytest.fixture
def stage(make_kit: Callable[..., Kit]) -> Stage:
    return a_stage(house(make_kit(), {"name": FORM["name"], "email": FORM["email"], "home": HOME, "desk": None}), is_tied=False)


def notices(stage: Stage) -> list[ProofState]:
    with stage.kit.database.reading() as session:
        return list(session.execute(select(Proof.state).where(Proof.method == Method.NOTICE)).scalars())


def test_nobody_starts_it_without_the_code(stage: Stage) -> None:
    stranger = Browser(stage.app)
    assert stranger.get("/prove/notice").headers["Location"] == "/status"
    stranger.get("/status")
    assert stranger.post("/prove/notice").headers["Location"] == "/status"
    assert notices(stage) == []


def test_the_page_says_what_happens_and_the_button_tells_the_other_channels(stage: Stage) -> None:
    assert 'href="/prove/notice"' in stage.carol.get("/prove").get_data(as_text=True)
    page = words(stage.carol.get("/prove/notice"))
    for said in ("Then we wait for 7 days.", "Whoever reads the message can say: it was not me.", "You can do this once for a request"):
        assert said in page
    assert notices(stage) == []  # a look changed nothing
    assert stage.carol.post("/prove/notice").headers["Location"] == "/prove/notice"
    page = words(stage.carol.follow())
    assert "You started this on Tue 24 Nov 2026" in page
    assert "The waiting time ends on Tue 1 Dec 2026, 10:00, or shortly after." in page
    assert "Tell my other addresses and numbers" not in page
    assert errands.tell_next(stage.kit)
    with stage.kit.database.reading() as session:
        assert session.execute(select(Message.kind).order_by(Message.id.desc())).scalars().first() == "notice"


def test_it_is_done_once(stage: Stage) -> None:
    stage.carol.get("/prove/notice")
    for _ in range(3):
        assert stage.carol.post("/prove/notice").headers["Location"] == "/prove/notice"
        stage.carol.get("/status")
    assert notices(stage) == [ProofState.OPEN]


def test_where_it_cannot_help_it_is_not_offered_and_does_nothing(stage: Stage) -> None:
    with stage.kit.database.transaction() as session:
        called_back(session, stage.kit, stage.scene.asked.request_id)
    assert "/prove/notice" not in stage.carol.get("/prove").get_data(as_text=True)
    assert stage.carol.get("/prove/notice").headers["Location"] == "/prove"
    stage.carol.get("/status")
    stage.carol.post("/prove/notice")
    assert "That is not possible any more." in words(stage.carol.follow())
    assert notices(stage) == []


def test_who_has_confirmed_nothing_is_offered_none(make_kit: Callable[..., Kit]) -> None:
    stage = a_stage(make_kit(), is_confirmed=False, is_tied=False)
    assert "/prove/notice" not in stage.carol.get("/prove").get_data(as_text=True)
