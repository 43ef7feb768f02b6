"""N28: never ask for identity data, a mandate or what is meant late, or in instalments, to gain time. EDPB 01/2022: the clock stops only for what was
asked without undue delay; CDON, Nordax."""

from __future__ import annotations

from datetime import date

import pytest

from dsr.domain.proof import Doubt, PauseKind
from dsr.kit import Kit
from dsr.models import PauseRow
from tests.fakes import FrozenNow
from tests.services.carol import alice, ask
from tests.services.standing import answered, claimed, mandate_asked, questioned
from tests.services.test_proof_letters import asked_for, doubted, due, letters, proven, rows


@pytest.mark.parametrize(("days", "stops"), [(0, True), (7, True), (8, False), (20, False)])
def test_asking_late_does_not_stop_the_clock(kit: Kit, now: FrozenNow, days: int, stops: bool) -> None:
    asked = ask(kit, is_proven=False)
    before = due(kit, asked)
    now.forward(days=days)
    assert asked_for(kit, doubted(kit, asked)) is stops
    now.forward(days=6)
    proven(kit, asked)
    assert (due(kit, asked) > before) is stops
    assert letters(kit) == ["proof_asked" if stops else "proof_asked_late"]
    assert len(rows(kit)) == stops


@pytest.mark.parametrize(("days", "stops"), [(0, True), (7, True), (8, False), (20, False)])
def test_asking_late_for_a_mandate_does_not_stop_it(kit: Kit, now: FrozenNow, days: int, stops: bool) -> None:
    asked, by = ask(kit), alice(kit)
    before, number = due(kit, asked), claimed(kit, asked)
    now.forward(days=days)
    assert mandate_asked(kit, asked, number, by) is stops
    now.forward(days=6)
    proven(kit, asked)
    assert (due(kit, asked) > before) is stops
    assert letters(kit) == (["mandate_asked", "mandate_wanted"] if stops else ["mandate_asked_late", "mandate_wanted_late"])
    assert len(rows(kit)) == stops


@pytest.mark.parametrize(("days", "stops"), [(0, True), (7, True), (8, False), (20, False)])
def test_asking_late_what_is_meant_does_not_stop_it(kit: Kit, now: FrozenNow, days: int, stops: bool) -> None:
    asked, by = ask(kit), alice(kit)
    before = due(kit, asked)
    now.forward(days=days)
    number = questioned(kit, asked, by)
    now.forward(days=6)
    answered(kit, asked, number)
    assert (due(kit, asked) > before) is stops
    assert letters(kit) == ["clarification_paused" if stops else "clarification"]
    assert len(rows(kit)) == stops


def test_asking_in_instalments_for_a_mandate_or_what_is_meant_gains_nothing(kit: Kit, now: FrozenNow) -> None:
    asked, by = ask(kit), alice(kit)
    mandate_asked(kit, asked, claimed(kit, asked), by)
    number = questioned(kit, asked, by)
    now.forward(days=2)
    proven(kit, asked)
    answered(kit, asked, number)
    once = due(kit, asked)
    assert not mandate_asked(kit, asked, claimed(kit, asked), by)
    questioned(kit, asked, by, said="And which numbers?")
    assert not asked_for(kit, doubted(kit, asked))
    now.forward(days=3)
    proven(kit, asked)
    assert due(kit, asked) == once
    assert rows(kit) == [(kind, date(2026, 11, 24), date(2026, 11, 26)) for kind in PauseKind]


def test_asking_in_instalments_gains_nothing(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_proven=False)
    asked_for(kit, doubted(kit, asked))
    now.forward(days=2)
    proven(kit, asked)
    once = due(kit, asked)
    for ground in (Doubt.NAME_DIFFERS, Doubt.ADDRESS_UNKNOWN, Doubt.OTHER):
        assert not asked_for(kit, doubted(kit, asked, ground))
        now.forward(days=1)
        proven(kit, asked)
    assert due(kit, asked) == once
    assert rows(kit) == [(PauseKind.IDENTITY, date(2026, 11, 24), date(2026, 11, 26))]


def test_the_database_keeps_one_pause_of_a_kind() -> None:
    assert {"request_id", "kind"} in [{column.name for column in one.columns} for one in PauseRow.__table__.constraints  # type: ignore[attr-defined]
                                      if type(one).__name__ == "UniqueConstraint"]
