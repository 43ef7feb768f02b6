"""A code that is spoken: after a key on the line itself, once, and to no machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dsr.domain.errors import NotFound
from dsr.domain.proof import Method
from dsr.kit import Kit
from dsr.models import Transport
from dsr.phone.base import SpokenCall
from tests.services.line_scene import Scene, a_scene, ask_code, enter, events, newest, pressed, work


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return a_scene(kit)


def test_the_code_is_spoken_only_after_the_key_and_once(scene: Scene) -> None:
    ask_code(scene, way=Transport.CALL)
    (call,) = work(scene)
    assert isinstance(call, SpokenCall)
    code = str(newest(scene)[2]["code"])
    assert not any(part in call.greeting for part in code.split())
    assert "http" in call.callback_url
    locale, words = pressed(scene, call.callback_url)
    assert locale == "da"
    assert words.count(" … ".join(" ".join(f"{digit}." for digit in part) for part in code.split())) == 2
    with pytest.raises(NotFound):
        pressed(scene, call.callback_url)
    assert newest(scene)[2] == {}
    enter(scene, code)
    assert newest(scene)[0].method is Method.LINE_CALL
    assert [name for name, _ in events(scene, "line_code_spoken")] == ["line_code_spoken"]


@pytest.mark.parametrize("change", [lambda token: token + "x", lambda token: token.partition(".")[0] + ".", lambda token: "999." + token,
                                    lambda token: "", lambda token: "x", lambda token: token.partition(".")[0]])
def test_another_token_hears_nothing(scene: Scene, change: Callable[[str], str]) -> None:
    ask_code(scene, way=Transport.CALL)
    (call,) = work(scene)
    assert isinstance(call, SpokenCall)
    with pytest.raises(NotFound):
        pressed(scene, "x/" + change(call.callback_url.rpartition("/")[2]))
    pressed(scene, call.callback_url)


def test_a_code_that_was_replaced_is_not_spoken(scene: Scene) -> None:
    ask_code(scene, way=Transport.CALL)
    (call,) = work(scene)
    ask_code(scene)
    assert isinstance(call, SpokenCall)
    with pytest.raises(NotFound):
        pressed(scene, call.callback_url)


def test_a_code_that_never_left_is_not_spoken(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    ask_code(scene, way=Transport.CALL)
    with pytest.raises(NotFound):
        pressed(scene, f"x/{newest(scene)[2]['token']}")


def test_the_token_of_a_message_speaks_nothing(scene: Scene) -> None:
    ask_code(scene)
    token = newest(scene)[2]["token"]
    work(scene)
    with pytest.raises(NotFound):
        pressed(scene, f"x/{token}")
