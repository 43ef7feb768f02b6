"""Whether an answer prints every row is chosen in review, is on record, and reaches what is written."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import InvalidMove, NotAllowed
from dsr.kit import Kit
from dsr.models import Event
from dsr.services import drafts, printing
from tests.services.carol import Asked, alice, approved, ask, part_of, reviewed


def choose(kit: Kit, asked: Asked, by: Actor, *choices: bool) -> tuple[bool, list[tuple[str, dict[str, object]]]]:
    """What holds then, and what is on record of it."""
    for is_all in choices:
        with kit.database.transaction() as session:
            printing.print_all(session, asked.part_id, is_all=is_all, by=by, now=kit.now())
    with kit.database.reading() as session:
        told = session.execute(select(Event).where(Event.name.in_(["print_all", "print_fewer"])).order_by(Event.id)).scalars()
        return part_of(session, asked).print_all, [(event.name, json.loads(event.facts)) for event in told]


@pytest.mark.parametrize(("choices", "is_all", "names"), [
    ((True,), True, ["print_all"]), ((True, True), True, ["print_all"]), ((True, False), False, ["print_all", "print_fewer"]), ((False,), False, [])])
def test_each_change_is_on_record_once(kit: Kit, choices: tuple[bool, ...], is_all: bool, names: list[str]) -> None:
    asked = reviewed(kit)
    assert choose(kit, asked, alice(kit), *choices) == (is_all, [(name, {"part": 1}) for name in names])


def test_a_draft_is_written_anew_and_only_by_a_change(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    numbers = []
    for is_all in (False, True, True, False):
        with kit.database.transaction() as session:
            drafts.ensure(session, asked.part_id, now=kit.now())
            printing.print_all(session, asked.part_id, is_all=is_all, by=by, now=kit.now())
            draft = drafts.newest(session, asked.part_id)
            assert draft is not None
            numbers.append(draft.number)
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 1, numbers[0] + 2]


def test_before_and_after_the_review_nothing_is_chosen(kit: Kit) -> None:
    waiting, by = ask(kit), alice(kit)
    with pytest.raises(InvalidMove):
        choose(kit, waiting, by, True)


def test_an_answer_that_is_approved_stays_as_it_was_chosen(kit: Kit) -> None:
    asked, _ = approved(kit)
    with pytest.raises(InvalidMove):
        choose(kit, asked, Actor(ActorKind.STAFF, 1, ROLES[StaffRole.MANAGER]), True)


def test_who_only_reads_chooses_nothing(kit: Kit) -> None:
    with pytest.raises(NotAllowed):
        choose(kit, reviewed(kit), alice(kit, StaffRole.READER), True)
