"""Holding a lease while an act runs."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from workers import lease
from workers.lease import Keeper, LeaseLost


def test_it_renews_while_the_act_runs_and_stops_with_it() -> None:
    seen: list[int] = []
    enough = threading.Event()

    def renew(rows: int) -> bool:
        seen.append(rows)
        if len(seen) == 3:
            enough.set()
        return True

    with Keeper([renew], 0.01) as (hold,):
        hold.beat(4000)
        assert enough.wait(10)
        hold.beat(100)
    count = len(seen)
    assert seen[-1] in (4000, 4100)
    assert "lease" not in {thread.name for thread in threading.enumerate()}, "it renews nothing once the act is over"
    assert count == len(seen)


def test_an_act_that_lost_its_lease_is_told_at_its_next_beat() -> None:
    asked = threading.Event()

    def renew(_rows: int) -> bool:
        asked.set()
        return False

    with (keeper := Keeper([renew], 0.01)) as (hold,):
        assert asked.wait(10)
        keeper._thread.join(10)
        with pytest.raises(LeaseLost):
            hold.beat()


def test_a_database_that_is_away_for_a_moment_does_not_end_the_lease() -> None:
    calls: list[int] = []
    back = threading.Event()

    def renew(rows: int) -> bool:
        calls.append(rows)
        if len(calls) < 3:
            raise OperationalError("select", {}, Exception("away"))
        back.set()
        return True

    with Keeper([renew], 0.01) as (hold,):
        assert back.wait(10)
        hold.beat()


def test_a_silent_act_loses_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "QUIET_S", -1.0)
    calls: list[int] = []
    with (keeper := Keeper([lambda rows: calls.append(rows) is None], 0.01)):
        keeper._thread.join(10)
    assert calls == []


def test_of_several_leases_the_one_that_is_lost_ends_and_the_others_are_held() -> None:
    renewed: list[str] = []
    enough = threading.Event()

    def renew(name: str) -> bool:
        renewed.append(name)
        if renewed.count("held") == 3:
            enough.set()
        return name == "held"

    with Keeper([lambda _seen: renew("lost"), lambda _seen: renew("held")], 0.01) as (lost, held):
        assert enough.wait(10)
        held.beat(7)
        with pytest.raises(LeaseLost):
            lost.beat(7)
    assert renewed.count("lost") == 1
