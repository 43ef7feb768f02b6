"""A register of people, and an archive on paper that only its owner can search. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.actor import Actor
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.mapping import SourceBook, joins
from dsr.models import Enclosure, Message, Part, Question, Task
from dsr.services import collect, owners
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import alice, ask
from workers import tasks as working

PEOPLE, LETTERS, NOTES = Address("crm", "people"), Address("archive", "letters"), Address("archive", "notes")
OWNER = {"owner_email": "archive@fjordtel.example", "owner_name": "Archive", "language": "en", "days": 14, "remind_after_days": 7,
         "question": {"en": "Letters since 2019"}, "show_name": False}


def register(*rows: dict[str, object]) -> Source:
    people = Collection(PEOPLE, (
        Field("email", ("user.contact.email",), "email", "email"), Field("number", ("user.contact.phone_number",), kind="phone_number"),
        Field("note", ("system.operations",)), Field("since", ("system.operations",))), valid=("since", None))  # the number is theirs from then on
    found = rows or ({"email": "Carol@Havblik.example", "number": "31 00 04 17", "note": "secret-note"},)
    rows = [{"since": None, **row} for row in found]
    return Source("crm", "memory", {"tables": {"people": rows}}, (Dataset("crm", (people,)),), role=people.role, country="DK", revision="r1")


def archive(**changed: object) -> Source:
    """Letters by email, and notes by the telephone number that the register ties to it."""
    return Source("archive", "manual", {**OWNER, **changed}, (Dataset("archive", (
        Collection(LETTERS, (Field("email", ("user.content",), "email", "email", label={"en": "Email"}),), label={"en": "Letters", "da": "Breve"}),
        Collection(NOTES, (Field("number", ("user.content",), kind="phone_number", references=(Reference(PEOPLE, "number", "from"),)),),
                   label={"en": "Notes", "da": "Notater"}))),), {"en": "Archive", "da": "Arkiv"}, revision="r1")


@dataclass(frozen=True, slots=True)
class Scene:
    """A part whose archive was asked."""

    kit: Kit
    part_id: int
    request_id: int
    by: Actor  # the privacy manager

    @property
    def token(self) -> str:
        """Of the link, as the owner finds it in their letter."""
        return self.letters("question")[-1]["token"]

    def letters(self, kind: str) -> list[dict[str, str]]:
        """The facts of the letters of a kind, with whom they go to."""
        with self.kit.database.reading() as session:
            of_kind = select(Message).where(Message.request_id == self.request_id, Message.kind == kind)
            rows = session.execute(of_kind.order_by(Message.id)).scalars().all()
            handle = key_of(session, self.request_id, KeyClass.CORRESPONDENCE, vault=self.kit.vault)
            return [{**orjson.loads(handle.open(row.context, f"message:{row.message_id}:context")), "locale": row.locale,
                     "to": handle.open(row.recipient, f"message:{row.message_id}:recipient").decode()} for row in rows]

    def question(self, session: Session) -> Question:
        return session.execute(select(Question).order_by(Question.id.desc())).scalars().first()  # type: ignore[return-value]

    def task(self, session: Session) -> Task:
        return session.get_one(Task, self.question(session).task_id, populate_existing=True)

    def part(self, session: Session) -> Part:
        return session.get_one(Part, self.part_id, populate_existing=True)

    def code(self) -> str:
        """Asked for, and read in the mailbox."""
        with self.kit.database.transaction() as session:
            owners.send_code(session, self.token, now=self.kit.now(), vault=self.kit.vault, settings=self.kit.settings)
        return self.letters("question_code")[-1]["code"]

    def opened(self) -> str:
        """A session of the owner."""
        code = self.code()
        with self.kit.database.transaction() as session:
            return owners.open_with_code(session, self.token, code, now=self.kit.now(), vault=self.kit.vault, settings=self.kit.settings)


def asked(kit: Kit, *sources: Source, key: str = "form:one", by: Actor | None = None) -> Scene:
    """Carol's request, collected as far as programs can."""
    book = SourceBook(joins.settled(sources or (archive(), register())))
    kit = replace(kit, sources=book)
    made = ask(kit, key=key)
    by = by or alice(kit)
    with kit.database.transaction() as session:
        collect.start(session, made.part_id, by=by, now=kit.now(), book=book)
    work(kit)
    return Scene(kit, made.part_id, made.request_id, by)


def work(kit: Kit) -> None:
    """All that is due."""
    while working.work_next(kit):
        pass


def later(kit: Kit, **by: float) -> None:
    assert isinstance(kit.now, FrozenNow)
    kit.now.at += timedelta(**by)


def states(database: Database) -> dict[str, TaskState]:
    with database.reading() as session:
        return {task.source_key: task.state for task in session.execute(select(Task).where(Task.kind == TaskKind.COLLECT)).scalars()}


def files(session: Session) -> list[Enclosure]:
    return list(session.execute(select(Enclosure).order_by(Enclosure.number)).scalars())
