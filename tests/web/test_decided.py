"""What a company decided stands on the desk's page of the request, and nothing is offered there that it does not allow."""

from __future__ import annotations

import pytest
from flask import Flask

from dsr.kit import Kit
from tests.services.asked_company import Scene, companys
from tests.web.browser import Browser, words
from tests.web.company_browser import WHY, enter, give, path_of


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = companys(kit)
    made.begin()
    return made


def _desk(scene: Scene, alice: Browser) -> str:
    """What the desk says of the company's part, up to the block about who asks."""
    with scene.kit.database.reading() as session:
        reference = scene.part(session).request.reference
    return words(alice.get(f"/desk/requests/{reference}")).partition("Part 2:")[2].partition("Who asks, and how we know")[0]


def test_what_a_company_refuses_is_not_to_be_collected_and_its_reason_is_there(app: Flask, alice: Browser, scene: Scene) -> None:
    assert give(enter(scene, app), path_of(scene), decision="refuse", reason=WHY) == 303
    text = _desk(scene, alice)
    assert f"The company’s words {WHY}" in text
    assert "Instructed the company refuses" in text
    assert "Next: refuse it, on the ground and with the reason that the company gave." in text
    assert "Start collection" not in text
    assert "Pass on to the company" not in text


def test_what_a_company_lets_go_is_told_by_kind(app: Flask, alice: Browser, scene: Scene) -> None:
    assert give(enter(scene, app), path_of(scene), **{"decision": "answer", "decision-content": "refuse", "reason": WHY}) == 303
    text = _desk(scene, alice)
    assert "Instructed we answer the person for the company" in text
    assert "recordings, voicemail, messages, faxes: the company refuses" in text
    assert f"The company’s words recordings, voicemail, messages, faxes: {WHY}" in text
    assert "Only what the company’s instruction covers is searched" in text
