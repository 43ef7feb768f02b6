"""A simulated year: the clock moves from day to day, the ticker and the post run, people and staff do what they do.

Invariants looked at each day: every part has its days; every due day has a letter to the person; nothing is open without somebody to see to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import holidays
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from dsr.domain.reminding import OURS
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Message, MessageState, Part, PauseRow, Referral, Request
from tests.fakes import FrozenNow
from tests.services.year_people import Person
from tests.services.year_staff import Desk
from workers import post, schedule

_MORNING, _AFTERNOON = time(6), time(13, 30)  # in Greenwich; half past two or half past three in Copenhagen
# Letters that tell the person where it ends or why it goes on, by the day that their answer is due.
TELLING = ("refused", "extended", "late", "unverified", "company_silent", "withdrawn", "company_gone")


@dataclass(slots=True)
class Year:
    """What has happened so far. `faults` are sentences; there should be none."""

    kit: Kit
    now: FrozenNow
    everybody: list[Person]
    desk: Desk
    faults: list[str] = field(default_factory=list)

    def run(self, first: date, last: date) -> None:
        for day in days(first, last):
            self.now.at = datetime.combine(day, _MORNING, UTC)
            self._tick()
            self.desk.begins(day, [one for one in self.everybody if one.arrives == day])
            self._post()
            if is_worked(day):
                self.desk.works(day)
            self.desk.people_act()
            self._post()
            self.now.at = datetime.combine(day, _AFTERNOON, UTC)
            self._tick()
            self._look(day)

    def _tick(self) -> None:
        schedule.tick(self.kit)
        self._post()

    def _post(self) -> None:
        while post.send_next(self.kit):
            pass

    def _look(self, day: date) -> None:
        with self.kit.database.reading() as session:
            for part in session.execute(select(Part).order_by(Part.id)).scalars():
                if part.due_on == day and not is_told(session, part, day):
                    self._fault(day, part, "ends its day without a letter to the person")
                if part.state is State.CLOSED:
                    continue
                if part.plan_on > part.due_on or not is_worked(part.due_on):
                    self._fault(day, part, f"has days that cannot be: {part.plan_on}, {part.due_on}")
                if not self._is_seen_to(session, part, day):
                    self._fault(day, part, f"is {part.state.value}, and nobody sees to it")

    def _is_seen_to(self, session: Session, part: Part, day: date) -> bool:
        match part.state:
            case State.RECEIVED | State.VERIFYING:
                return session.get_one(Request, part.request_id).confirm_expires_at.date() >= day
            case State.REFERRED:
                return part.due_on >= day - timedelta(days=1) and session.execute(
                    select(exists().where(Referral.part_id == part.id, Referral.ending.is_(None)))).scalar_one()
            case State.DELIVERING:
                out = or_(Message.kind == "refused", Message.kind.startswith("answer_"))
                return bool(session.execute(select(exists().where(Message.part_id == part.id, out))).scalar())
            case state if state in OURS:
                stands = exists().where(PauseRow.request_id == part.request_id, PauseRow.ended_on.is_(None))
                reminded = exists().where(Message.request_id == part.request_id, Message.occasion.startswith(f"work:{part.number}:"))
                return day < part.plan_on or bool(session.execute(select(stands)).scalar()) or bool(session.execute(select(reminded)).scalar())
        return False

    def _fault(self, day: date, part: Part, what: str) -> None:
        self.faults.append(f"{day}: part {part.number} of request {part.request_id} {what}")


def is_told(session: Session, part: Part, day: date) -> bool:
    """Whether a letter that says where it ends, or why it goes on, has left by that evening; one that came back, or that nobody took, staff see."""
    rows = session.execute(select(Message).where(Message.request_id == part.request_id, Message.created_at < datetime.combine(
        day + timedelta(days=1), time(), UTC))).scalars()
    return any((row.kind in TELLING or (row.kind.startswith("answer_") and row.kind != "answer_representative"))
               and row.part_id in (None, part.id) and row.state is not MessageState.QUEUED for row in rows)


def log(year: Year) -> Iterator[str]:
    """One line for each part: days, and what the person was told when. No person, no reference."""
    with year.kit.database.reading() as session:
        for person in year.everybody:
            for part in session.execute(select(Part).where(Part.request_id == person.request_id).order_by(Part.number)).scalars():
                request = session.get_one(Request, part.request_id)
                first_due = part.nominal_on.isoformat()
                told = session.execute(select(Message.kind, Message.created_at).where(
                    Message.request_id == part.request_id, Message.part_id.is_(None) | (Message.part_id == part.id)).order_by(Message.id)).all()
                said = [f"{row.kind} {row.created_at.date()}" for row in told if row.kind in TELLING or row.kind.startswith("answer_")]
                moved = "extended" if part.extended_on else "moved" if part.due_on.isoformat() != first_due else ""
                ended = f"{part.outcome.value} {part.closed_at.date()}" if part.outcome and part.closed_at else part.state.value
                days_of = (str(request.received_on), first_due, f"{part.due_on} {moved}".strip())
                cells = (f"{person.number}.{part.number}", person.channel.value, part.right.value, person.way, *days_of, "; ".join(said) or "–",
                         ended)
                yield f"| {' | '.join(cells)} |"


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def is_worked(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays.country_holidays("DK", years=day.year)
