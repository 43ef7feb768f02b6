"""When a channel is tried and when its silence is an alarm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dsr.domain import heartbeat
from dsr.domain.heartbeat import Beat

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


@pytest.mark.parametrize(("last", "is_due"), [
    (None, True), (Beat(ago(1), ago(1)), False), (Beat(ago(1)), True), (Beat(ago(23.9), ago(23.9), ago(23)), False),
    (Beat(ago(24), ago(24), ago(23)), True), (Beat(ago(24), ago(24)), True)])
def test_a_channel_is_tried_each_day_and_until_the_try_is_sent(last: Beat | None, is_due: bool) -> None:
    assert heartbeat.is_due(last, NOW) is is_due


@pytest.mark.parametrize(("beat", "is_late"), [
    (Beat(ago(23.9), ago(23.9)), False), (Beat(ago(24), ago(24)), True), (Beat(ago(24)), True), (Beat(ago(90), ago(90), ago(1)), False)])
def test_a_try_that_did_not_arrive_within_a_day_is_late(beat: Beat, is_late: bool) -> None:
    assert heartbeat.is_late(beat, NOW) is is_late


def test_the_form_and_each_mailbox_are_tried() -> None:
    assert heartbeat.channels(["a", "b"]) == ("form", "mail:a", "mail:b")
