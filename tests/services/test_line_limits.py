"""How often a code may be asked for: counted for the person, for the network and, in silence, for the line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsr.domain.errors import NotAllowed
from dsr.kit import Kit
from tests.services.line_scene import Scene, a_scene, ask_code, newest, work


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return a_scene(kit)


def test_a_person_may_ask_a_few_times_a_day(scene: Scene) -> None:
    for _ in range(scene.kit.settings.code_limit_person):
        ask_code(scene)
    with pytest.raises(NotAllowed, match="codes_of_request"):
        ask_code(scene)
    scene.kit.now.forward(hours=24)  # type: ignore[attr-defined]
    ask_code(scene)


def test_a_network_may_ask_a_few_times_a_day_in_all_requests(kit: Kit) -> None:
    limited = kit.settings.model_copy(update={"code_limit_network": 2})
    scene = a_scene(kit)
    scene.kit = replace(scene.kit, settings=limited)
    for _ in range(2):
        ask_code(scene)
    other = a_scene(scene.kit, key="form:two")
    with pytest.raises(NotAllowed, match="codes_of_network"):
        ask_code(other)
    ask_code(other, network="elsewhere")


def test_a_line_is_sent_a_few_codes_a_day_whoever_asks_and_nobody_is_told(scene: Scene) -> None:
    for _ in range(scene.kit.settings.code_limit_number):
        ask_code(scene)
        assert len(work(scene)) == 1
    ask_code(scene)
    assert work(scene) == []
    assert newest(scene)[1].result_code == "line_often"
    assert len(scene.phone.sent) == scene.kit.settings.code_limit_number


def test_codes_that_never_left_do_not_keep_others_from_theirs(kit: Kit) -> None:
    """A stranger who types the number in requests of their own cannot use its limit up."""
    stranger = a_scene(kit, is_tied=False)
    for _ in range(kit.settings.code_limit_number):
        ask_code(stranger)
        work(stranger)
    carol = a_scene(kit, key="form:two")
    ask_code(carol)
    assert len(work(carol)) == 1
