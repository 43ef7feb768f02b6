"""Show that it is you: what the page says, the code to a line, and the door of the gateway."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from dsr.app import create_app
from dsr.domain.tenancy import Holder
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.phone.base import SpokenCall, TextMessage
from dsr.phone.sink import ListPhone
from tests.services.carol import called_back
from tests.services.line_scene import NUMBER, read_code, tie
from tests.web.browser import Browser, settled, words
from tests.web.phones import SECRET, Stage, a_stage, opened

PAGES = ("/prove", "/prove/line", "/prove/line/code")


@pytest.fixture
def stage(make_kit: Callable[..., Kit]) -> Stage:
    return a_stage(make_kit(phone_callback_secret=SECRET))


def ask_code(browser: Browser, number: str = "31 00 04 17", way: str = "sms") -> Browser:
    browser.get("/prove/line")
    assert browser.post("/prove/line", number=number, way=way).headers["Location"] == "/prove/line/code"
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_without_the_request_open_there_is_nothing(stage: Stage, path: str) -> None:
    stranger = Browser(stage.app)
    assert stranger.get(path).headers["Location"] == "/status"
    stranger.get("/status")
    if path != "/prove":
        assert stranger.post(path, number=NUMBER, way="sms", code="1").headers["Location"] == "/status"
    assert stage.work() == []


def test_the_page_says_what_is_enough_and_what_is_missing(stage: Stage) -> None:
    text = words(stage.carol.get("/prove"))
    assert "You confirmed your email" in text
    assert "What stands on a card: name, address, numbers What you have shown is enough" in text
    assert "calls, volumes, bills Not yet. We still need: something that your employer does not control" in text
    assert "+45 70 00 00 12" in text  # a dead end names a human
    assert "passport" in text
    stage.carol.get("/status/request")
    assert 'href="/prove"' in stage.carol.get("/status/request").get_data(as_text=True)


def test_where_no_gateway_is_set_up_a_human_is_named(make_kit: Callable[..., Kit]) -> None:
    stage = a_stage(make_kit())
    browser = opened(create_app(replace(stage.kit, phone=None)), stage.asked)
    page = browser.get("/prove")
    assert "/prove/line" not in page.get_data(as_text=True)
    assert "a person goes through it with you" not in words(page)  # a notice is left
    with stage.kit.database.transaction() as session:
        called_back(session, stage.kit, stage.scene.asked.request_id)
    assert "a person goes through it with you" in words(browser.get("/prove"))
    assert browser.get("/prove/line").headers["Location"] == "/prove"


def test_from_the_number_to_the_proof(stage: Stage) -> None:
    code_page = ask_code(stage.carol).follow()
    text = code_page.get_data(as_text=True)
    for wanted in ('autocomplete="one-time-code"', 'inputmode="numeric"'):  # WCAG 3.3.8: pasted and filled in, never remembered
        assert wanted in text
    assert "Wed 25 Nov 2026, 10:00" in words(code_page)
    (message,) = stage.work()
    assert isinstance(message, TextMessage)
    assert "A code waits to be typed" in words(stage.carol.get("/prove"))
    stage.carol.get("/prove/line/code")
    assert stage.carol.post("/prove/line/code", code=read_code(message.text)).headers["Location"] == "/prove"
    page = words(stage.carol.follow())
    assert "we noted that the line is in your hand" in page
    assert "You typed the code that went to your telephone" in page
    assert "waits to be typed" not in page


def test_a_wrong_code_is_said_and_counted(stage: Stage) -> None:
    ask_code(stage.carol)
    stage.work()
    stage.carol.get("/prove/line/code")
    for count in range(1, 6):
        page = stage.carol.post("/prove/line/code", code="1234")
        assert page.status_code == 403
        assert ("too old, was used" if count == 5 else "does not fit") in words(page)
        assert "1234" not in page.get_data(as_text=True)


@pytest.mark.parametrize(("number", "way", "status", "says"), [
    ("", "sms", 422, "Please fill this in"), ("614", "sms", 422, "whole telephone number"), (NUMBER, "fax", 422, "Choose one"),
    (NUMBER, "", 422, "Choose one")])
def test_what_is_wrong_is_said_beside_its_field_and_kept(stage: Stage, number: str, way: str, status: int, says: str) -> None:
    stage.carol.get("/prove/line")
    page = stage.carol.post("/prove/line", number=number, way=way)
    assert page.status_code == status
    assert says in words(page)
    assert f'value="{number}"' in page.get_data(as_text=True)


def test_too_many_codes_are_said(stage: Stage) -> None:
    for _ in range(stage.kit.settings.code_limit_person):
        ask_code(stage.carol)
    stage.carol.get("/prove/line")
    page = stage.carol.post("/prove/line", number=NUMBER, way="sms")
    assert page.status_code == 403
    assert "Wait until tomorrow, or call" in words(page)


def test_a_gateway_without_calls_offers_none(make_kit: Callable[..., Kit]) -> None:
    stage = a_stage(make_kit())
    browser = opened(create_app(replace(stage.kit, phone=ListPhone(can_call=False))), stage.asked)
    assert "Spoken in a call" not in words(browser.get("/prove/line"))
    assert browser.post("/prove/line", number=NUMBER, way="call").status_code == 403


def test_known_and_unknown_numbers_get_the_same_pages(stage: Stage) -> None:
    """N24: to the letter, whether the line is theirs, another's, shared or nobody's."""
    tie(stage.scene, "+4531000418", holder=Holder.SHARED, window=Window())
    seen = []
    for number in (NUMBER, "+4531000418", "+4531999999", "+46701234567"):
        ask_code(stage.carol, number)
        pages = [settled(stage.carol.follow()), settled(stage.carol.get("/prove")), settled(stage.carol.get("/status/request"))]
        stage.work()
        later = [settled(stage.carol.get(path)) for path in (*PAGES, "/status/request")]
        stage.carol.get("/prove/line/code")
        seen.append([*pages, *later, settled(stage.carol.post("/prove/line/code", code="00000000"))])
    assert seen[0] == seen[1] == seen[2] == seen[3]


def press(stage: Stage, call: object, secret: str = SECRET, body: object = None) -> tuple[int, bytes]:
    assert isinstance(call, SpokenCall)
    path = "/phone/pressed/" + call.callback_url.rpartition("/")[2]
    data = json.dumps({"key": "1"} if body is None else body)
    answer = stage.app.test_client().post(path, data=data, content_type="application/json", headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, answer.get_data()


def test_the_gateway_hears_the_code_once_after_the_key(stage: Stage) -> None:
    ask_code(stage.carol, way="call")
    (call,) = stage.work()
    for secret, body in (("", None), ("wrong", None), (SECRET, {"key": "2"}), (SECRET, {}), (SECRET, []), (SECRET, "1")):
        assert press(stage, call, secret, body) == (404, b"")
    status, body = press(stage, call)
    assert status == 200
    said = json.loads(body)
    assert said["locale"] == "en"  # of the answer
    digits = [sign for sign in said["say"] if sign.isdigit()]
    assert len(digits) == 16
    assert digits[:8] == digits[8:]
    assert press(stage, call) == (404, b"")
    stage.carol.get("/prove/line/code")
    assert stage.carol.post("/prove/line/code", code="".join(digits[:8])).headers["Location"] == "/prove"


def test_where_no_secret_is_set_the_door_is_shut(make_kit: Callable[..., Kit]) -> None:
    stage = a_stage(make_kit())
    ask_code(stage.carol, way="call")
    (call,) = stage.work()
    assert press(stage, call, "") == (404, b"")
