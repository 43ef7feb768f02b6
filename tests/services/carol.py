"""Carol asks: a request made by the verbs themselves, as a form or a button makes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source
from dsr.domain.proof import Control, Method
from dsr.domain.words import Channel, State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Message, Part, Request, Task
from dsr.services import collect, intake, proofs, staff, verify
from dsr.services.intake import IntakeClaim, Receipt
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services import proven
from tests.services.drafted import approve, write

CLAIM = IntakeClaim(right="access", name="Carol Ærø", email="Carol@Havblik.example", employer="Havblik ApS", numbers="+45 31 00 04 17, 614",
                    message="Everything, please.", locale="da")

PEOPLE, _CALLS = Address("crm", "people"), Address("pbx", "calls")


def _source(key: str, collection: Collection) -> Source:
    return Source(key=key, connector="memory", config={}, datasets=(Dataset(key, (collection,)),), revision=f"r-{key}")


BOOK = SourceBook((
    _source("crm", Collection(PEOPLE, (Field("email", ("user.contact.email",), identity="email", kind="email"), Field("id", ("user.unique_id",))))),
    _source("pbx", Collection(_CALLS, (Field("person", ("user.unique_id",), references=(Reference(PEOPLE, "id", "from"),)),)))))


@dataclass(frozen=True, slots=True)
class Asked:
    receipt: Receipt
    request_id: int
    part_id: int

    @property
    def code(self) -> str:
        assert self.receipt.pickup_code is not None
        return self.receipt.pickup_code


def send(session: Session, kit: Kit, *, key: str = "form:one", **changed: str) -> Receipt:
    return intake.receive(session, replace(CLAIM, **changed), channel=Channel.PORTAL, intake_key=key, now=kit.now(), vault=kit.vault,
                          settings=kit.settings)


def ask(kit: Kit, *, key: str = "form:one", is_confirmed: bool = True, is_proven: bool = True, **changed: str) -> Asked:
    """Sent and, unless said otherwise, confirmed, and proven well enough for all that there is."""
    with kit.database.transaction() as session:
        receipt = send(session, kit, key=key, **changed)
        request = session.execute(select(Request).where(Request.reference == receipt.reference)).scalar_one()
        asked = Asked(receipt, request.id, request.parts[0].id)
    if is_confirmed:
        with kit.database.transaction() as session:
            verify.confirm(session, token_in(session, kit, asked.request_id, "confirm"), now=kit.now(), vault=kit.vault, settings=kit.settings)
            if is_proven:
                called_back(session, kit, asked.request_id)
                proven.sign(session, session.get_one(Request, asked.request_id).entity_id, now=kit.now())
    return asked


def called_back(session: Session, kit: Kit, request_id: int) -> None:
    """Staff called the number of her home, which was on file; with her mailbox that is enough for everything."""
    clerk = Actor(ActorKind.STAFF, None, ROLES[StaffRole.CLERK])
    proofs.prove(session, request_id, Method.CALL_BACK, Control.PERSON, by=clerk, now=kit.now(), vault=kit.vault, reason="crm, contact 1")


def token_in(session: Session, kit: Kit, request_id: int, kind: str) -> str:
    """The token in the newest letter of a kind."""
    row = session.execute(select(Message).where(Message.request_id == request_id, Message.kind == kind).order_by(Message.id.desc())).scalars().first()
    assert row is not None
    handle = key_of(session, request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
    return str(orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))["token"])


def part_of(session: Session, asked: Asked) -> Part:
    return session.execute(select(Part).where(Part.id == asked.part_id)).scalar_one()


def alice(kit: Kit, role: StaffRole = StaffRole.MANAGER) -> Actor:
    """A member of staff of this role."""
    with kit.database.transaction() as session:
        row = staff.add(session, f"{role.value}@fjordtel.example", role, "a long sentence that only we know", now=kit.now())
    return Actor(ActorKind.STAFF, row.id, ROLES[role])


def reviewed(kit: Kit, **changed: str) -> Asked:
    """Collected; one stage done without a worker."""
    asked = ask(kit, **changed)
    by = alice(kit, StaffRole.CLERK)
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, by=by, now=kit.now(), book=BOOK)
        for row in session.execute(select(Task)).scalars():
            row.state = TaskState.DONE
        session.flush()
        collect.settle_if_done(session, asked.part_id, now=kit.now())
        assert part_of(session, asked).state is State.REVIEWING
    return asked


def approved(kit: Kit, role: StaffRole = StaffRole.MANAGER) -> tuple[Asked, int]:
    """Its draft written, without a worker, and released by somebody of this role."""
    asked, by = reviewed(kit), alice(kit, role)
    return asked, approve(kit, asked.part_id, write(kit, asked.part_id), by).id
