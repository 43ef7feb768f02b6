"""The figures of a report, out of the tables of either database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.asking import Ending
from dsr.domain.figures import Line, Standing, Times
from dsr.domain.incident import Duty, MarkAct, Risk
from dsr.domain.instruction import Decision
from dsr.domain.reporting import Period, named
from dsr.domain.words import Channel, Outcome, Right, Role, State
from dsr.domain.work import TaskState
from dsr.models import (
    Complaint,
    Event,
    Incident,
    IncidentMark,
    Instruction,
    Message,
    MessageState,
    Part,
    Question,
    Request,
    Response,
    Task,
    Transport,
)
from dsr.services.read import reports, reports_systems
from dsr.services.read.reports import Answered, Hand, Work
from dsr.services.read.reports_systems import LetterLine, Systems
from tests.factories import NOW, a_message, a_request, a_staff, a_task
from tests.services.customers import a_company
from tests.services.read_rows import statements

TODAY, ZONE, YEAR = date(2026, 11, 24), ZoneInfo("Europe/Copenhagen"), named("2026")
ASKED = datetime(2026, 10, 1, 9, tzinfo=UTC)
DUE = date(2026, 11, 2)


@dataclass(frozen=True)
class House:
    """Makes parts, and reads the reports."""

    session: Session

    def part(self, state: State = State.CLOSED, *, asked: datetime = ASKED, answered: datetime | None = None, outcome: Outcome | None = None,
             closed: datetime | None = None, channel: Channel = Channel.PORTAL, **facts: Any) -> Part:
        request = a_request(self.session, at=asked)
        request.channel = channel
        ended = (closed or answered or NOW) if state is State.CLOSED else None
        return self.another(request, state, 1, answered=answered, closed_at=ended,
                            outcome=(outcome or Outcome.FULFILLED) if state is State.CLOSED else None, **facts)

    def another(self, request: Request, state: State, number: int, *, answered: datetime | None = None, **facts: Any) -> Part:
        told = {"right": Right.ACCESS, "role": Role.CONTROLLER, "due_on": DUE, **facts}
        part = Part(request_id=request.id, number=number, state=state, nominal_on=DUE, plan_on=DUE, **told)
        self.session.add(part)
        self.session.flush()
        if answered is not None:
            self.answer(part, answered)
        return part

    def answer(self, part: Part, at: datetime, *, number: int = 1, **facts: Any) -> Response:
        row = Response(part_id=part.id, number=number, ordered_at=at, written_at=at, approved_at=at, **facts)
        self.session.add(row)
        self.session.flush()
        return row

    def letter(self, part: Part, kind: str, *, created: datetime, sent: datetime | None = None, state: MessageState = MessageState.SENT,
               transport: Transport = Transport.MAIL) -> Message:
        row = a_message(self.session, self.session.get_one(Request, part.request_id), occasion=f"{kind}:{part.id}:{created}", state=state)
        row.kind, row.part_id, row.created_at, row.sent_at, row.transport = kind, part.id, created, sent, transport
        self.session.flush()
        return row

    def search(self, part: Part, source: str, state: TaskState = TaskState.DONE, *, ended: datetime, stage: int = 0, **facts: Any) -> Task:
        row = a_task(self.session, part, stage=stage, state=state)
        row.source_key, row.finished_at, row.attempts = source, ended, 1
        for name, value in facts.items():
            setattr(row, name, value)
        self.session.flush()
        return row

    def answered(self, period: Period = YEAR) -> Answered:
        return reports.answered(self.session, period, today=TODAY, zone=ZONE)

    def work(self, period: Period = YEAR) -> Work:
        return reports.work(self.session, period, today=TODAY, zone=ZONE)

    def systems(self, period: Period = YEAR) -> Systems:
        return reports_systems.systems(self.session, period, now=NOW, zone=ZONE)


@pytest.fixture
def house(each_database: Database):  # type: ignore[no-untyped-def]  # a generator of one
    with each_database.transaction() as session:
        yield House(session)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_an_answer_counts_on_the_day_where_the_entity_is(house: House) -> None:
    house.part(answered=datetime(2026, 11, 2, 22, 59, tzinfo=UTC))          # 23.59 in Copenhagen, on the last day
    house.part(answered=datetime(2026, 11, 2, 23, 1, tzinfo=UTC))           # a minute past midnight there
    found = house.answered()
    assert found.whole == Line(on_time=1, late=1, times=Times(2, 32, 33, 33))
    assert {period.name: line.decided for period, line in found.months if line.decided} == {"2026-11": 2}


def test_an_extension_and_what_is_not_out_yet(house: House) -> None:
    house.part(answered=at(11, 20), due_on=date(2027, 1, 4), extended_on=date(2027, 1, 4))
    house.part(State.REVIEWING)                                             # overdue
    house.part(State.TRIAGE, due_on=date(2026, 12, 24))
    house.part(State.VERIFYING)
    assert house.answered().whole == Line(on_time=1, extended=1, late=1, unanswered=1, times=Times(1, 50, 50, 50))


def test_an_answer_that_was_called_back_is_none(house: House) -> None:
    part = house.part()
    incident = Incident(request_id=part.request_id, role=Role.CONTROLLER, opened_at=NOW, opened_by=a_staff(house.session).id, aware_at=NOW, what="x")
    house.session.add(incident)
    house.session.flush()
    house.answer(part, at(10, 5), recalled_at=at(10, 6), incident_id=incident.id)
    house.answer(part, at(11, 9), number=2)
    assert house.answered().whole == Line(late=1, times=Times(1, 39, 39, 39))


def test_a_refusal_is_an_answer_once_its_letter_has_left(house: House) -> None:
    one = house.part(outcome=Outcome.REFUSED, refusal_ground="excessive", closed=at(11, 3))
    other = house.part(State.DELIVERING, refusal_ground="unfounded")
    house.letter(one, "refused", created=at(10, 30), sent=at(10, 31))
    house.letter(other, "refused", created=at(10, 30), state=MessageState.QUEUED)
    found = house.answered()
    assert found.whole == Line(on_time=1, late=1, unanswered=1, times=Times(1, 30, 30, 30))
    assert (found.endings, found.grounds) == ({Outcome.REFUSED: 1}, {"excessive": 1})


def test_an_answer_on_paper_is_out_when_it_is_posted(house: House) -> None:
    posted, waits, again = house.part(State.DELIVERING, answered=at(10, 30)), house.part(State.DELIVERING, answered=at(10, 30)), house.part(
        State.DELIVERING, answered=at(10, 12))
    house.letter(posted, "answer_posted", created=at(10, 30), sent=at(11, 4), transport=Transport.POST)
    house.letter(waits, "answer_posted", created=at(10, 30), state=MessageState.QUEUED, transport=Transport.POST)
    house.letter(again, "answer_enclosed", created=at(11, 20), sent=at(11, 21), transport=Transport.POST)   # nobody had fetched it by the link
    assert house.answered().whole == Line(on_time=1, late=2, unanswered=1, times=Times(2, 11, 34, 34))


def test_what_a_company_answers_itself_is_not_ours(house: House) -> None:
    company = a_company(house.session)
    part = house.part(State.DELIVERING, answered=at(10, 5), company_id=company.id, role=Role.PROCESSOR)
    house.session.add(Instruction(part_id=part.id, company_id=company.id, decision=Decision.HAND_OVER, made_at=NOW))
    house.part(outcome=Outcome.REFERRED, closed=at(11, 2), company_id=company.id, role=Role.PROCESSOR)
    found = house.answered()
    assert (found.whole, found.companies, found.endings) == (Line(), {}, {Outcome.REFERRED: 1})


def test_by_right_company_and_channel_each_part_by_itself(house: House) -> None:
    one, same = a_company(house.session), a_company(house.session, domain="havblik.example")
    part = house.part(answered=at(10, 5), channel=Channel.MAIL)
    house.another(house.session.get_one(Request, part.request_id), State.REVIEWING, 2, right=Right.ERASURE, company_id=one.id)
    house.part(answered=at(10, 9), company_id=same.id, outcome=Outcome.PARTLY_FULFILLED)
    found = house.answered()
    assert {right: line.decided for right, line in found.rights.items()} == {Right.ACCESS: 2, Right.ERASURE: 1}
    assert {name: line.share for name, line in found.companies.items()} == {
        "": Decimal(100), f"Nordlys A/S ({one.key})": Decimal(0), f"Nordlys A/S ({same.key})": Decimal(100)}
    assert found.received == {Channel.MAIL: 2, Channel.PORTAL: 1}
    assert found.channels[Channel.MAIL] == Line(on_time=1, late=1, unanswered=1, times=Times(1, 4, 4, 4))
    assert found.received_months[9] == 3


def test_a_period_tells_of_its_own_days_only(house: House) -> None:
    house.part(answered=at(10, 31))
    house.part(answered=at(11, 10))      # late since 3 November
    assert house.answered(named("2026-10")).whole == Line(on_time=1, times=Times(1, 30, 30, 30))
    assert house.answered(named("2026-11")).whole == Line(late=1, times=Times(1, 40, 40, 40))
    assert house.answered(named("2025")).whole == Line()
    assert [month.name for month, _line in house.answered().months][-2:] == ["2026-10", "2026-11"]     # what is yet to come is no month of noughts


def test_what_is_open_by_age_keeper_and_week(house: House) -> None:
    keeper = a_staff(house.session, email="ida@fjordtel.example")
    house.part(State.REVIEWING, keeper_id=keeper.id)
    house.part(State.TRIAGE, asked=at(11, 20), due_on=date(2026, 12, 21))
    house.part(State.REFERRED, asked=at(11, 20), due_on=date(2026, 12, 21))
    house.part(State.RECEIVED, asked=at(11, 23))
    house.part(answered=at(11, 18), keeper_id=keeper.id)
    house.part(State.DELIVERING, answered=at(11, 18))    # answered, and not fetched yet
    found = house.work()
    assert [(one.first, {name.value: count for name, count in one.counts.items() if count}) for one in found.ages if one.total] == [
        (0, {"open": 1, "with_company": 1, "unconfirmed": 1}), (31, {"overdue": 1})]
    assert sum(one.counts[Standing.OVERDUE] for one in found.ages) == 1
    assert found.hands == (Hand("", 2, 0, 1), Hand("ida@fjordtel.example", 1, 1, 1))
    assert {week.first: (came, went) for week, came, went in found.weeks if came or went} == {
        date(2026, 9, 28): (3, 0), date(2026, 11, 16): (2, 2), date(2026, 11, 23): (1, 0)}


def test_sources_that_failed_how_often_why_and_how_long(house: House) -> None:
    part = house.part(State.COLLECTING)
    house.search(part, "crm", ended=at(10, 3))
    house.search(part, "crm", TaskState.FAILED, ended=at(10, 4), stage=1, result_code="source_unavailable")
    house.search(part, "crm", ended=at(10, 4, 15), stage=2)
    house.search(part, "pbx", ended=at(10, 6, 12), stage=3, attempts=7)
    house.search(part, "pbx", TaskState.SKIPPED, ended=at(10, 6), stage=4)                       # dropped: it was not wanted any more
    hand = house.search(part, "paper", TaskState.SKIPPED, ended=at(10, 20), stage=5)
    house.session.add(Question(task_id=hand.id, token_hash="t" * 64, locale="da", owner=b"x", wanted=b"x", asked_at=NOW, last_day=TODAY, due_at=NOW,
                               ending=Ending.EXPIRED, ended_at=NOW))
    house.session.add(Event(request_id=part.request_id, seq=1, at=at(10, 6, 10), actor_kind="staff", actor_id=1, name="task_retried",
                            facts=json.dumps({"source": "pbx", "task": 1}), previous="0" * 64, digest="1" * 64))
    house.session.flush()
    found = {one.source: one for one in house.systems().sources}
    assert {name: (one.searches, one.failed, one.again, one.reasons) for name, one in found.items()} == {
        "crm": (3, 1, 0, {"source_unavailable": 1}), "pbx": (1, 0, 1, {}), "paper": (1, 1, 0, {"expired": 1})}
    assert {name: one.outage.total for name, one in found.items()} == {
        "crm": timedelta(hours=6), "pbx": timedelta(hours=2), "paper": NOW - at(10, 20)}
    assert found["crm"].times == Times(2, 2, 3, 3)
    assert house.systems(named("2026-09")).sources == ()


def test_letters_that_did_not_arrive(house: House) -> None:
    part = house.part(State.DELIVERING)
    for day, state in enumerate((MessageState.SENT, MessageState.FAILED, MessageState.BOUNCED, MessageState.BOUNCED), 1):
        house.letter(part, "answer_ready", created=at(11, day), state=state)
    house.letter(part, "extended", created=at(11, 1))
    house.letter(part, "answer_ready", created=at(11, 9), state=MessageState.BOUNCED).attended_at = NOW
    house.session.flush()
    assert (house.systems().letters, house.systems().written) == ((LetterLine("answer_ready", 5, 1, 3, 1),), 6)
    assert house.systems(named("2026-10")).written == 0


def test_incidents_and_complaints_in_numbers(house: House) -> None:
    part, staff = house.part(), a_staff(house.session).id
    rows = [Incident(request_id=part.request_id, role=Role.CONTROLLER, opened_at=NOW, opened_by=staff, aware_at=aware, what="x", risk=risk)
            for aware, risk in ((at(3, 1), Risk.LIKELY), (at(4, 1), Risk.UNLIKELY), (datetime(2025, 4, 1, tzinfo=UTC), Risk.HIGH))]
    house.session.add_all(rows)
    house.session.flush()
    for duty in (Duty.AUTHORITY, Duty.AUTHORITY, Duty.PERSONS):
        house.session.add(IncidentMark(incident_id=rows[0].id, duty=duty, act=MarkAct.TOLD, done_at=NOW, made_at=NOW))
    house.session.add(Complaint(request_id=part.request_id, authority="Datatilsynet", received_on=TODAY, staff_id=staff, made_at=NOW,
                                answered_on=TODAY))
    house.session.flush()
    found = reports_systems.trouble(house.session, YEAR, zone=ZONE)
    assert (found.incidents, found.by_risk, found.authority_told, found.people_told, found.open_incidents) == (
        2, {Risk.UNLIKELY: 1, Risk.LIKELY: 1}, 1, 1, 2)
    assert (found.recalled, found.complaints, found.complaints_answered, found.complaints_open) == (0, 1, 1, 1)


def test_the_statements_do_not_grow_with_the_rows(each_database: Database) -> None:
    def sent() -> list[int]:
        result = []
        for read in (House.answered, House.work, House.systems):
            with each_database.reading() as session, statements(each_database) as found:
                read(House(session))
            result.append(len(found))
        return result

    def fill(count: int) -> None:
        with each_database.transaction() as session:
            house = House(session)
            for _ in range(count):
                part = house.part(answered=at(11, 1), keeper_id=a_staff(session).id)
                house.search(part, "crm", TaskState.FAILED, ended=at(11, 1), result_code="refused")
                house.part(State.TRIAGE)

    fill(1)
    few = sent()
    fill(20)
    assert sent() == few
    assert few == [5, 7, 6]
