"""The web application on a fresh database, and people in front of it: Alice may, Bob may only read, a stranger may nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from dsr.app import create_app
from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Message, Request
from dsr.services import staff
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.carol import called_back
from tests.web.browser import Browser

PASSWORD = "a long sentence that only we know"
FORM = {"right": "access", "name": "Søren Ærø O'Brien", "email": "soren@nordlys.example", "employer": "Nordlys A/S",
        "numbers": "+45 31 00 04 17, ext. 614", "message": "Everything, please."}


@pytest.fixture
def make_kit(kit: Kit) -> Callable[..., Kit]:
    """The kit with settings of one's own, on the same database."""
    key = base64.b64encode(bytes(32)).decode()
    base = {"secret_key": "s" * 40, "master_key": key, "search_key": key, "form_limit": "1000 per hour", "sign_in_limit": "1000 per minute",
            "even_ms": 0}
    return lambda **changed: replace(kit, settings=Settings(**{**base, **changed}))


@pytest.fixture
def app(make_kit: Callable[..., Kit]) -> Flask:
    """The application in demo mode, with limits that no test meets by chance."""
    return create_app(make_kit())


@pytest.fixture
def make_app(make_kit: Callable[..., Kit]) -> Callable[..., Flask]:
    """An application with settings of its own."""
    return lambda **changed: create_app(make_kit(**changed))


def sign_in(app: Flask, kit: Kit, email: str, role: StaffRole) -> Browser:
    """A browser with a member of staff of this role signed in."""
    with kit.database.transaction() as db:
        staff.add(db, email, role, PASSWORD, now=kit.now())
    browser = Browser(app)
    browser.get("/desk/sign-in")
    assert browser.post("/desk/sign-in", email=email, password=PASSWORD).headers["Location"] == "/desk/"
    return browser


@pytest.fixture
def alice(app: Flask, kit: Kit) -> Browser:
    """The privacy manager: she decides."""
    return sign_in(app, kit, "alice@fjordtel.example", StaffRole.MANAGER)


@pytest.fixture
def bob(app: Flask, kit: Kit) -> Browser:
    """He may read and nothing else."""
    return sign_in(app, kit, "bob@fjordtel.example", StaffRole.READER)


def letter_token(kit: Kit, kind: str) -> str:
    """The token in the newest letter of a kind, as its reader would find it in the link."""
    with kit.database.reading() as db:
        row = db.execute(select(Message).where(Message.kind == kind).order_by(Message.id.desc())).scalars().first()
        assert row is not None
        handle = key_of(db, row.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        context = orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))
    return str(context["link"]).rpartition("/")[2] if "link" in context else str(context["token"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that Carol sent and confirmed."""

    reference: str
    code: str
    carol: Browser


@pytest.fixture
def asked(app: Flask, kit: Kit) -> Asked:
    return ask(app, kit)


def ask(app: Flask, kit: Kit, *, is_confirmed: bool = True, is_proven: bool = True, **changed: str) -> Asked:
    """Carol fills the form in, notes the code, confirms, and is called back."""
    carol = Browser(app)
    carol.get("/")
    assert carol.post("/", **{**FORM, **changed}).status_code == 303
    receipt = carol.follow().get_data(as_text=True)
    reference = receipt.split('<span class="ref"><strong>')[1].split("<")[0]
    code = receipt.split('translate="no">')[1].split("<")[0]
    if is_confirmed:
        token = letter_token(kit, "confirm")
        carol.get(f"/confirm/{token}")
        assert carol.post(f"/confirm/{token}").headers["Location"] == "/confirmed"
        if is_proven:
            with kit.database.transaction() as db:
                called_back(db, kit, db.execute(select(Request.id).where(Request.reference == reference)).scalar_one())
    return Asked(reference, code, carol)


@pytest.fixture
def reference(asked: Asked) -> str:
    return asked.reference
