"""The desk of the simulated year: two privacy managers, two clerks, their leave, and how they and the people who ask act."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dsr.domain.absence import acting
from dsr.domain.actor import Actor, ActorKind
from dsr.domain.arrival import PickUp
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import DsrError
from dsr.domain.postal import Known
from dsr.domain.proof import Doubt
from dsr.domain.words import Channel, Right, Role, State
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Clarification, Delivery, Message, MessageState, Part, PauseRow, Request, Response, Task, Transport
from dsr.services import (
    clarify,
    collect,
    deliver,
    desk_intake,
    doubts,
    intake,
    keeping,
    notices,
    outbox,
    own_entity,
    plans,
    post,
    posted,
    proof_letters,
    review,
    staff,
    verify,
)
from dsr.services.desk_intake import Arrived
from dsr.services.notices import Wish
from tests.services import proven
from tests.services.carol import BOOK, CLAIM, called_back, token_in
from tests.services.customers import a_company, a_contact
from tests.services.drafted import approve, write
from tests.services.paper_scene import HOME, facts_of
from tests.services.year_people import Person

A_DAY = 4            # parts that each of them gets done
_LONGER = Wish(reason="many_systems", said="Eleven archives since 2019.")
_QUESTION = Wish(said="Which years do you mean?", is_large=True, large="Some three million calls.")


@dataclass(slots=True)
class Desk:
    kit: Kit
    managers: list[Actor] = field(default_factory=list)
    clerks: list[Actor] = field(default_factory=list)
    by_request: dict[int, Person] = field(default_factory=dict)

    def opens(self, leave: tuple[tuple[str, str, str, str], ...]) -> None:
        """Everybody is there, and their leave of the year is entered: who, first day, last day, who stands in."""
        found = {}
        with self.kit.database.transaction() as session:
            for name, role in (("alice", StaffRole.MANAGER), ("dora", StaffRole.MANAGER), ("bob", StaffRole.CLERK), ("carl", StaffRole.CLERK)):
                row = staff.add(session, f"{name}@fjordtel.example", role, "a long sentence that only we know", now=self.kit.now())
                found[name] = Actor(ActorKind.STAFF, row.id, ROLES[role])
            entity = own_entity.own(session, self.kit.settings)
            proven.sign(session, entity.id, now=self.kit.now())
            a_contact(session, a_company(session, owner_email="account@fjordtel.example"))
            for name, first, last, other in leave:
                keeping.go_away(session, found[name].id or 0, date.fromisoformat(first), date.fromisoformat(last), found[other].id,
                                by=found["alice"], today=self.kit.now().date(), now=self.kit.now())
        self.managers, self.clerks = [found["alice"], found["dora"]], [found["bob"], found["carl"]]

    def begins(self, day: date, arrived: list[Person]) -> None:
        for person in arrived:
            with self.kit.database.transaction() as session:
                person.request_id = self._received(session, person, day)
            self.by_request[person.request_id] = person

    def _received(self, session: Session, person: Person, day: date) -> int:
        claim = replace(CLAIM, right=person.right.value, name=f"Person {person.number}", email=person.email, numbers="",
                        employer="Nordlys A/S" if person.way == "company" else "", locale=("da", "en", "de", "sv")[person.number % 4])
        key, kit = f"year:{person.number}", self.kit
        if person.channel in (Channel.PHONE, Channel.LETTER):
            address = HOME if person.channel is Channel.LETTER else ""
            receipt = desk_intake.enter(session, claim, Arrived(person.channel, day, address, by_post=bool(address)), intake_key=key,
                                        by=self.clerks[0], now=kit.now(), vault=kit.vault, settings=kit.settings)
        else:
            receipt = intake.receive(session, claim, channel=person.channel, intake_key=key, now=kit.now(), vault=kit.vault, settings=kit.settings)
        return session.execute(select(Request.id).where(Request.reference == receipt.reference)).scalar_one()

    def works(self, day: date) -> None:
        """What is planned first is done first; whoever is away does nothing."""
        with self.kit.database.reading() as session:
            known = plans.absences(session)
            here = [one for one in (*self.managers, *self.clerks) if acting(one.id, day, known) == one.id]
            waiting = list(session.execute(select(Part.id).where(Part.state.in_((State.TRIAGE, State.COLLECTING, State.REVIEWING, State.DELIVERING)))
                                           .order_by(Part.plan_on, Part.id)).scalars())
        manager = next((one for one in here if one in self.managers), None)
        left = A_DAY * len(here)
        for part_id in waiting:
            if left and here and self._does(part_id, here[left % len(here)], manager, day):
                left -= 1
        if here:
            self._posts(here[0])

    def _does(self, part_id: int, by: Actor, manager: Actor | None, day: date) -> bool:
        """Whether something was done."""
        with self.kit.database.reading() as session:
            part = session.get_one(Part, part_id)
            person, state, role = self.by_request[part.request_id], part.state, part.role
            stands = session.execute(select(PauseRow.id).where(PauseRow.request_id == part.request_id, PauseRow.ended_on.is_(None))).first()
            plan_on, due_on, received_on, number = part.plan_on, part.due_on, session.get_one(Request, part.request_id).received_on, part.number
        if role is Role.PROCESSOR or stands or (person.way == "forgotten" and day <= due_on + timedelta(days=3)):
            return False
        if state is State.TRIAGE and "keeper" not in person.done:
            person.done.add("keeper")
            self._keep(person, number, by)
            return True
        if state is State.TRIAGE:
            return self._triages(part_id, person, by, manager, (day - received_on).days, is_planned=day >= plan_on)
        if state is State.REVIEWING and manager is not None:
            approve(self.kit, part_id, write(self.kit, part_id), manager)
            return True
        return state is State.DELIVERING and self._sends_again(part_id, person, by)

    def _keep(self, person: Person, number: int, by: Actor) -> None:
        """Every third is left to the team."""
        if person.number % 3:
            with self.kit.database.transaction() as session:
                reference = session.get_one(Request, person.request_id).reference
                keeping.look_after(session, reference, number, self.clerks[person.number % 2].id, by=by, now=self.kit.now())

    def _triages(self, part_id: int, person: Person, by: Actor, manager: Actor | None, age: int, *, is_planned: bool) -> bool:
        kit = self.kit
        with kit.database.transaction() as session:
            if person.way in ("proof", "unproven") and "asked" not in person.done:
                if age < 2:
                    return False
                person.done.add("asked")
                row = doubts.raise_doubt(session, person.request_id, Doubt.EMPLOYER_MAY_POSE, by=by, now=kit.now(), vault=kit.vault,
                                         words="The mailbox is new.")
                proof_letters.ask(session, row.id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
                return True
            if person.way in ("question", "silence") and "asked" not in person.done:
                person.done.add("asked")
                called_back(session, kit, person.request_id)
                self._letter(session, part_id, "clarify", _QUESTION, by)
                return True
            if person.way == "hard" and age < 50:
                if is_planned and "extended" not in person.done:
                    person.done.add("extended")
                    self._letter(session, part_id, "extend", _LONGER, by)
                    return True
                return False
            if person.way == "withdrawn":
                review.withdraw(session, part_id, reason="Said so on the telephone.", by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
                return True
            if person.right is not Right.ACCESS or person.way == "refused":
                if manager is None:
                    return False
                review.refuse(session, part_id, ground="legal_duty", reason="Invoices are kept for five years.", by=manager, now=kit.now(),
                              vault=kit.vault, settings=kit.settings)
                return True
            return self._collects(session, part_id, person, by)

    def _letter(self, session: Session, part_id: int, name: str, wish: Wish, by: Actor) -> None:
        kit = self.kit
        seen = notices.preview(session, part_id, name, wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).seen
        notices.send(session, part_id, name, wish, seen=seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)

    def _collects(self, session: Session, part_id: int, person: Person, by: Actor) -> bool:
        """The search itself is not what the year is about: it finds what it finds at once."""
        if "proven" not in person.done:
            person.done.add("proven")
            called_back(session, self.kit, person.request_id)
        collect.start(session, part_id, by=by, now=self.kit.now(), book=BOOK)
        session.execute(update(Task).where(Task.part_id == part_id, Task.kind == TaskKind.COLLECT).values(state=TaskState.DONE))
        collect.settle_if_done(session, part_id, now=self.kit.now())
        return True

    def _sends_again(self, part_id: int, person: Person, by: Actor) -> bool:
        """A letter with an answer came back: they were called, and have room in their mailbox again."""
        with self.kit.database.transaction() as session:
            newest = session.execute(select(Message).where(Message.part_id == part_id, Message.kind.startswith("answer_")).order_by(
                Message.id.desc())).scalars().first()
            if newest is None or newest.state is not MessageState.BOUNCED:
                return False
            deliver.resend(session, part_id, by=by, now=self.kit.now(), vault=self.kit.vault, settings=self.kit.settings)
            return True

    def _posts(self, by: Actor) -> None:
        with self.kit.database.reading() as session:
            on_paper = select(Message.id).where(Message.transport == Transport.POST, Message.state == MessageState.QUEUED)
            waiting = list(session.execute(on_paper).scalars())
        for message_id in waiting:
            with self.kit.database.transaction() as session:
                post.send(session, message_id, by=by, now=self.kit.now(), vault=self.kit.vault)

    def people_act(self) -> None:
        for person in self.by_request.values():
            if "over" not in person.done:
                self._acts(person)

    def _acts(self, person: Person) -> None:
        """Whoever asked: confirms, proves, answers, fetches; or mails to them come back."""
        kit = self.kit
        with kit.database.transaction() as session:
            request = session.get_one(Request, person.request_id)
            age = (kit.now().date() - request.received_on).days
            if all(part.state is State.CLOSED for part in request.parts):
                person.done.add("over")
                return
            if person.way in ("bounced", "lost"):
                self._comes_back(session, person)
            if person.confirms is not None and "confirmed" not in person.done and age >= person.confirms:
                self._confirms(session, person, request)
            paused = session.execute(select(PauseRow).where(PauseRow.request_id == request.id, PauseRow.ended_on.is_(None))).scalars().first()
            if paused is not None and person.way in ("proof", "question") and (kit.now().date() - paused.started_on).days >= 4 + person.number % 15:
                self._answers(session, person)
            for part in request.parts:
                if part.state is State.DELIVERING and person.fetches is not None:
                    self._fetches(session, part, person.fetches)

    def _confirms(self, session: Session, person: Person, request: Request) -> None:
        kit = self.kit
        if person.channel is Channel.LETTER:
            if "posted" not in person.done:
                person.done.add("posted")
                posted.write(session, request.reference, Known.ON_FILE, where="CRM", by=self.clerks[0], now=kit.now(), vault=kit.vault,
                             settings=kit.settings)
                return
            code = str(facts_of(session, kit, request.id, "posted_code")["code"])
            posted.read_out(session, request.reference, code, by=self.clerks[0], now=kit.now(), vault=kit.vault)
        else:
            link = "confirm" if request.pickup is PickUp.GIVEN else "confirm_mailed"
            verify.confirm(session, token_in(session, kit, request.id, link), now=kit.now(), vault=kit.vault, settings=kit.settings)
        person.done.add("confirmed")

    def _answers(self, session: Session, person: Person) -> None:
        if person.way == "proof":
            called_back(session, self.kit, person.request_id)
            person.done.add("proven")
            return
        row = session.execute(select(Clarification).join(Part).where(Part.request_id == person.request_id)).scalars().first()
        if row is not None:
            reference = session.get_one(Request, person.request_id).reference
            with suppress(DsrError):  # they said it on the telephone, and staff need no answer in writing any more
                clarify.take_back(session, reference, row.id, by=self.clerks[0], now=self.kit.now())

    def _fetches(self, session: Session, part: Part, after: int) -> None:
        newest = session.execute(select(Delivery, Response).join(Response, Response.id == Delivery.response_id).where(
            Response.part_id == part.id, Delivery.superseded_at.is_(None)).order_by(Delivery.id.desc())).first()
        if newest is not None and (self.kit.now() - newest[0].created_at).days >= after:
            deliver.handed_over(session, newest[1], now=self.kit.now())

    def _comes_back(self, session: Session, person: Person) -> None:
        """Of "bounced" every letter, of "lost" the first with the answer."""
        wanted = select(Message).where(Message.request_id == person.request_id, Message.state == MessageState.SENT,
                                       Message.transport == Transport.MAIL)
        for row in session.execute(wanted.order_by(Message.id)).scalars().all():
            is_answer = row.kind.startswith("answer_")
            if (person.way == "bounced" and not row.kind.startswith("work_")) or (is_answer and "lost" not in person.done):
                person.done.add("lost")
                outbox.bounced(session, row.id, status="5.1.1", is_final=True, now=self.kit.now())
