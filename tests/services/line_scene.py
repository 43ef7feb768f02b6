"""Carol asks for a code to her line: a telephone that keeps what it is given, a ledger to write into, and a worker's turn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import select

from dsr.domain.actor import SYSTEM
from dsr.domain.errors import NotAllowed
from dsr.domain.line_checks import LineFacts
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.models import Event, Message, Proof, Transport
from dsr.phone.base import SpokenCall, TextMessage
from dsr.phone.sink import ListPhone
from dsr.services import ledger, line_codes, line_sending
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.carol import Asked, ask
from workers import post

NUMBER, TYPED = "+4531000417", "31 00 04 17"
NORDLYS = "nordlys.fjordtel.example"
_CODE = re.compile(r"\d{4} \d{4}")


@dataclass
class Scene:
    """`lines` is what the network knows; `phone.sent` what left."""

    kit: Kit
    asked: Asked
    phone: ListPhone
    lines: dict[str, LineFacts] = field(default_factory=dict)

    @property
    def request_id(self) -> int:
        return self.asked.request_id


def a_scene(kit: Kit, *, is_confirmed: bool = True, is_tied: bool = True, **changed: str) -> Scene:
    """Asked and confirmed, and a source of ours says that the line is hers since spring."""
    lines: dict[str, LineFacts] = {}
    phone = ListPhone(lines=lines)
    own = replace(kit, phone=phone)
    asked = ask(own, is_confirmed=is_confirmed, is_proven=False, **changed)
    scene = Scene(own, asked, phone, lines)
    while post.send_next(own):  # what was written before
        pass
    if is_tied:
        tie(scene)
    return scene


def tie(scene: Scene, number: str = NUMBER, **changed: Any) -> int:
    """A statement about the line; by a source, of her, since eight months."""
    given: dict[str, Any] = {"tenant": NORDLYS, "company_id": None, "holder": Holder.SUBJECT, "how": HowKnown.SOURCE, "source_key": "crm",
                             "window": Window(scene.kit.now() - timedelta(days=240), None), **changed}
    with scene.kit.database.transaction() as session:
        return ledger.state(session, scene.request_id, "phone_number", number, by=SYSTEM, now=scene.kit.now(), vault=scene.kit.vault, **given).id


def ask_code(scene: Scene, number: str = TYPED, way: Transport = Transport.SMS, network: str = "here") -> None:
    kit = scene.kit
    with kit.database.transaction() as session:
        line_codes.ask(session, scene.request_id, number, way, network=network, now=kit.now(), vault=kit.vault, settings=kit.settings)


def work(scene: Scene) -> list[TextMessage | SpokenCall]:
    """A worker's turn; what left in it."""
    before = len(scene.phone.sent)
    while post.send_next(scene.kit):
        pass
    return scene.phone.sent[before:]


def sent_code(scene: Scene, number: str = TYPED) -> str:
    """A code as the message says it."""
    ask_code(scene, number)
    (message,) = work(scene)
    assert isinstance(message, TextMessage)
    return read_code(message.text)


def read_code(text: str) -> str:
    found = _CODE.search(text)
    assert found is not None
    return found[0]


def enter(scene: Scene, code: str) -> None:
    """As the page does it: also what is refused is committed."""
    kit, refused = scene.kit, None
    with kit.database.transaction() as session:
        try:
            line_codes.enter(session, scene.request_id, code, now=kit.now(), vault=kit.vault, settings=kit.settings)
        except NotAllowed as error:
            refused = error
    if refused is not None:
        raise refused


def pressed(scene: Scene, url: str) -> tuple[str, str]:
    kit = scene.kit
    with kit.database.transaction() as session:
        return line_sending.pressed(session, url.rpartition("/")[2], now=kit.now(), vault=kit.vault)


def newest(scene: Scene) -> tuple[Proof, Message, dict[str, object]]:
    """The newest code: its proof, its message, and what the message still holds."""
    with scene.kit.database.reading() as session:
        proof = session.execute(select(Proof).where(Proof.method.in_(["line_sms", "line_call"])).order_by(Proof.id.desc())).scalars().first()
        message = session.execute(select(Message).where(Message.kind == line_sending.KIND).order_by(Message.id.desc())).scalars().first()
        assert proof is not None
        assert message is not None
        handle = key_of(session, message.request_id, KeyClass.CORRESPONDENCE, vault=scene.kit.vault)
        return proof, message, orjson.loads(handle.open(message.context, f"message:{message.message_id}:context"))


def events(scene: Scene, *names: str) -> list[tuple[str, dict[str, Any]]]:
    """Those of these names, with their facts."""
    with scene.kit.database.reading() as session:
        rows = session.execute(select(Event).where(Event.name.in_(names)).order_by(Event.id)).scalars()
        return [(row.name, orjson.loads(row.facts)) for row in rows]


def days_ago(scene: Scene, days: float) -> datetime:
    moment: datetime = scene.kit.now() - timedelta(days=days)
    return moment
