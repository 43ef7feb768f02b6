"""A browser with Carol's request open, and a telephone that keeps what it is given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask
from sqlalchemy import select

from dsr.app import create_app
from dsr.kit import Kit
from dsr.models import Request
from dsr.phone.sink import ListPhone
from tests.services import line_scene
from tests.services.carol import Asked as Claimed
from tests.web.browser import Browser
from tests.web.conftest import Asked, ask
from workers import post

SECRET = "what the gateway shows us"


@dataclass
class Stage:
    """`scene` is the side of the services: ledger, telephone, workers."""

    app: Flask
    kit: Kit
    asked: Asked
    scene: line_scene.Scene
    carol: Browser

    def work(self) -> list[object]:
        return [*line_scene.work(self.scene)]


def a_stage(kit: Kit, *, is_confirmed: bool = True, is_tied: bool = True, **changed: str) -> Stage:
    """She has sent the form, and opened her request with reference and code."""
    phone = ListPhone(lines={})
    own = replace(kit, phone=phone)
    app = create_app(own)
    asked = ask(app, own, is_confirmed=is_confirmed, is_proven=False, **changed)
    while post.send_next(own):
        pass
    with own.database.reading() as session:
        request = session.execute(select(Request).where(Request.reference == asked.reference)).scalar_one()
        claimed = Claimed(None, request.id, request.parts[0].id)  # type: ignore[arg-type]  # the receipt is in the browser
    scene = line_scene.Scene(own, claimed, phone)
    if is_tied:
        line_scene.tie(scene)
    return Stage(app, own, asked, scene, opened(app, asked))


def opened(app: Flask, asked: Asked) -> Browser:
    """A browser in which the request is open."""
    browser = Browser(app)
    browser.get("/status")
    assert browser.post("/status", reference=asked.reference, code=asked.code).status_code == 303
    return browser
