"""Whatever is asked, answered, left or extended, in whatever order: no day moves to an earlier one, is a holiday, or lies beyond three months and
the pauses, and no clock stands for ever."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta

import holidays
import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.errors import DsrError
from dsr.domain.pausing import SILENCE_DAYS
from dsr.kit import Kit
from dsr.models import Clarification, LegalEntity, Part, PauseRow, Request
from dsr.services import clarify, notices, pauses, representatives
from dsr.services.notices import Wish
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask
from tests.services.standing import answered, claimed, mandate_asked, questioned
from tests.services.test_proof_letters import asked_for, doubted, proven
from workers import waiting

LONGER = Wish(reason="many_systems", said="Eleven archives since 2019.")


def days_of(kit: Kit) -> list[tuple[date, date]]:
    with kit.database.reading() as session:
        return [(part.due_on, part.extended_on or part.due_on) for part in session.execute(select(Part).order_by(Part.id)).scalars()]


def step(kit: Kit, asked: Asked, by: Actor, dice: random.Random, acting: list[int]) -> None:
    """One thing that may happen on a day, refused or not."""
    with kit.database.reading() as session:
        open_ones = list(session.execute(select(Clarification.id).where(Clarification.answered_at.is_(None))).scalars())
    match dice.randrange(10):
        case 0:
            acting.append(claimed(kit, asked))
        case 1 if acting:
            mandate_asked(kit, asked, dice.choice(acting), by)
        case 2 if acting:
            with kit.database.transaction() as session:
                representatives.revoke(session, asked.receipt.reference, dice.choice(acting), by=by, now=kit.now())
        case 3:
            questioned(kit, asked, by, is_large=dice.random() < 0.8)
        case 4 if open_ones:
            answered(kit, asked, dice.choice(open_ones))
        case 5 if open_ones:
            with kit.database.transaction() as session:
                clarify.take_back(session, asked.receipt.reference, dice.choice(open_ones), by=by, now=kit.now())
        case 6:
            asked_for(kit, doubted(kit, asked))
        case 7:
            proven(kit, asked)
        case 8:
            extended(kit, asked, by)
        case _:
            waiting.waiting(kit)


def extended(kit: Kit, asked: Asked, by: Actor) -> None:
    with kit.database.transaction() as session:
        seen = notices.preview(session, asked.part_id, "extend", LONGER, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).seen
        notices.send(session, asked.part_id, "extend", LONGER, seen=seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def is_within(kit: Kit, due_on: date, longest: date, country: str) -> bool:
    """On days on which the country works, and not beyond three months, the days of all pauses, and the days to the next working day."""
    with kit.database.reading() as session:
        stood = sum(((row.ended_on or kit.now().date()) - row.started_on).days + 1 for row in session.execute(select(PauseRow)).scalars())
    works = all(day.weekday() < 5 and day not in holidays.country_holidays(country.replace("UK", "GB"), years=day.year) for day in (due_on, longest))
    return works and due_on <= longest <= date(2027, 2, 24) + timedelta(days=stood + 5)


@pytest.mark.parametrize("seed", range(6))
def test_no_day_moves_to_an_earlier_one(kit: Kit, now: FrozenNow, seed: int) -> None:
    dice, asked, by, acting = random.Random(seed), ask(kit), alice(kit), list[int]()
    with kit.database.transaction() as session:
        session.get_one(LegalEntity, session.get_one(Request, asked.request_id).entity_id).country = "UK" if seed % 3 == 0 else "DK"
        pauses.recount(session, session.get_one(Request, asked.request_id), now=kit.now())
    before, country = days_of(kit), "UK" if seed % 3 == 0 else "DK"
    for _ in range(30):
        with suppress(DsrError):  # asked twice, closed, too late
            step(kit, asked, by, dice, acting)
        after = days_of(kit)
        assert all(new >= old for old, new in zip(before, after, strict=True))
        assert all(is_within(kit, *days, country) for days in after)
        before = after
        now.forward(days=dice.choice([0, 1, 1, 2, 5]))
    now.forward(days=SILENCE_DAYS + 1)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        assert all(row.ended_on is not None and (row.ended_on - row.started_on).days <= SILENCE_DAYS for row in session.execute(
            select(PauseRow)).scalars())
