"""A request in review, whose rows staff decide about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.choices import Act, Choice, ChoiceReason, Target
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import Undecided
from dsr.domain.parties import Choice as Rule
from dsr.domain.parties import Party
from dsr.domain.policy import Treatment
from dsr.domain.words import Role
from dsr.domain.work import TaskKind
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Task
from dsr.services import briefing, choices, collect, planning, policies
from dsr.services.keys import key_of
from dsr.services.perform import open_chunk
from dsr.vault import KeyClass
from tests.connectors.shelves import MemoryShelf
from tests.services.carol import Asked, alice, ask, part_of
from workers.tasks import work_next

LOGS, MAIL = "web.logs", "carol@havblik.example"
FIELDS = (
    Field("mail", ("user.contact.email",), identity="email", kind="email"), Field("at", ("user.behavior",)),
    Field("peer", ("user.behavior",), party=Rule(Party.NETWORK)),
    Field("said", ("user.content",), party=Rule(Party.CONTENT), secret_when=Condition("at", ("3",))),
    Field("pass", ("user.content",), party=Rule(Party.SECRET)))
LAW, AGREED = ChoiceReason.LAW, ChoiceReason.AGREED


@dataclass(frozen=True, slots=True)
class Desk:
    """A request in review, whose logs hold four rows; in the third what was said is a password."""

    kit: Kit
    asked: Asked
    by: Actor

    def choose(self, act: Act = Act.LEAVE_OUT, reason: ChoiceReason | None = LAW, *, field: str = "", row: int | None = None, note: str = "Seen.",
               address: str = LOGS, by: Actor | None = None) -> None:
        with self.kit.database.transaction() as session:
            choices.choose(session, self.asked.part_id, Target(address, field, row), act, reason, note, by=by or self.by, now=self.kit.now(),
                           vault=self.kit.vault, sources=self.kit.sources.sources)

    def check(self) -> None:
        with self.kit.database.transaction() as session:
            choices.check(session, part_of(session, self.asked), self.kit.sources.sources)

    def owes(self) -> str:
        """Why the answer may not leave, and what is named; "" if it may."""
        try:
            self.check()
        except Undecided as error:
            return f"{error.facts['reason']}: {error.facts['detail']}"
        return ""

    def force(self) -> tuple[Choice, ...]:
        with self.kit.database.reading() as session:
            return choices.in_force(session, self.asked.part_id)

    def collect(self, move: str) -> None:
        with self.kit.database.transaction() as session:
            collect.start(session, self.asked.part_id, move=move, by=self.by, now=self.kit.now(), book=self.kit.sources)
        while work_next(self.kit):
            pass

    def again(self, address: str = LOGS, by: Actor | None = None) -> None:
        with self.kit.database.transaction() as session:
            collect.look_again(session, self.asked.part_id, address, by=by or self.by, now=self.kit.now(), sources=self.kit.sources.sources)
        while work_next(self.kit):
            pass

    def attempts(self) -> dict[str, tuple[int, int]]:
        """Round and attempts of the last search of each source."""
        with self.kit.database.reading() as session:
            return {one.source_key: (one.round, one.attempts) for one in session.execute(
                select(Task).where(Task.kind == TaskKind.COLLECT).order_by(Task.round)).scalars()}

    def cells(self, column: int) -> list[object]:
        with self.kit.database.transaction() as session:
            part = part_of(session, self.asked)
            haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
            handle = key_of(session, part.request_id, KeyClass.EVIDENCE, vault=self.kit.vault)
        return [row[column] for chunk in haul.sealed if str(chunk.address) == LOGS for row in open_chunk(chunk, self.kit.store, handle).rows]


def a_desk(kit: Kit, role: Role = Role.CONTROLLER, *, staff_decide: Party | None = None) -> Desk:
    shelf, other = MemoryShelf(), MemoryShelf()
    other.put("people", {"mail": "text"}, [(MAIL,)])
    people = Collection(Address("crm", "people"), (Field("mail", ("user.contact.email",), identity="email", kind="email"),))
    shelf.put("logs", dict.fromkeys([field.name for field in FIELDS], "text"), [(MAIL, str(n), f"peer{n}", f"said{n}", "x") for n in range(1, 5)])
    logs = Collection(Address("web", "logs"), FIELDS, role=role)
    own = replace(kit, sources=SourceBook((Source("web", "memory", shelf.config(), (Dataset("web", (logs,)),), revision="r1"),
                                            Source("crm", "memory", other.config(), (Dataset("crm", (people,)),), revision="r1"))))
    by = alice(kit)
    if staff_decide is not None:
        with kit.database.transaction() as session:
            policies.change(session, "DK", Role.CONTROLLER, {staff_decide: Treatment.STAFF}, digits=3, since=0, reason="x", by=by, now=kit.now())
    desk = Desk(own, ask(own), by)
    desk.collect("collect")
    return desk
