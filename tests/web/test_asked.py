"""What staff see of a question to the owner of a source, and what they may do with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.app import create_app
from dsr.domain.asking import Cannot, Reply
from dsr.domain.capability import StaffRole
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Request
from dsr.services import owners
from tests.services.archive import Scene, asked
from tests.web.browser import Browser, words
from tests.web.conftest import sign_in


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return asked(kit)


@pytest.fixture
def desk(scene: Scene, app: Flask) -> Flask:
    """The application that knows the sources."""
    return create_app(replace(app.extensions["kit"], sources=scene.kit.sources))


def path(scene: Scene) -> str:
    with scene.kit.database.reading() as db:
        return f"/desk/requests/{db.execute(select(Request.reference)).scalar_one()}"


def clerk(desk: Flask, scene: Scene) -> Browser:
    return sign_in(desk, scene.kit, "nina@fjordtel.example", StaffRole.CLERK)


def test_staff_see_who_was_asked_and_until_when(desk: Flask, scene: Scene) -> None:
    text = words(clerk(desk, scene).get(path(scene)))
    assert "Asked of people" in text
    assert "Archive Tue 24 Nov 2026, 10:00 expected by Tuesday 8 December 2026" in text
    assert "Owner of a source asked" in text


def test_staff_remind_and_go_on_without(desk: Flask, scene: Scene) -> None:
    browser = clerk(desk, scene)
    browser.get(path(scene))
    with scene.kit.database.reading() as db:
        task = scene.task(db).id
    assert browser.post(f"{path(scene)}/parts/1/tasks/{task}/remind").status_code == 303
    assert "A reminder is on its way." in words(browser.follow())
    assert len(scene.letters("question_reminder")) == 1
    assert browser.post(f"{path(scene)}/parts/1/tasks/{task}/acknowledge").status_code == 303
    text = words(browser.follow())
    assert "gone on without an answer" in text
    assert "Archive: Letters searched by hand, and no answer came in time" in text
    assert "Remind now" not in text
    with scene.kit.database.reading() as db:
        assert scene.part(db).state is State.REVIEWING
    assert browser.post(f"{path(scene)}/parts/1/tasks/{task}/remind").status_code == 409


def test_who_may_only_read_is_offered_nothing(desk: Flask, scene: Scene) -> None:
    bob = sign_in(desk, scene.kit, "bob@fjordtel.example", StaffRole.READER)
    assert "Remind now" not in words(bob.get(path(scene)))
    with scene.kit.database.reading() as db:
        task = scene.task(db).id
    assert bob.post(f"{path(scene)}/parts/1/tasks/{task}/remind").status_code == 403
    assert scene.letters("question_reminder") == []


def test_staff_read_why_an_owner_could_not_answer(desk: Flask, scene: Scene) -> None:
    opened = scene.opened()
    with scene.kit.database.transaction() as db:
        owners.answer(db, opened, Reply.CANNOT, reason=Cannot.NO_ACCESS, note="The cellar was flooded", now=scene.kit.now(), vault=scene.kit.vault)
    text = words(clerk(desk, scene).get(path(scene)))
    assert "they cannot answer, or only in part : they do not have it any more" in text.replace("part:", "part :")
    assert "The cellar was flooded" in text
    assert "Archive: Letters searched by hand, and those who keep it could not answer" in text
