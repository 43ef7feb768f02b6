"""From when a mail counts, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dsr.domain import mail_in

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("before", "counts"), [
    (None, timedelta(0)), (timedelta(0), timedelta(0)), (timedelta(hours=2), timedelta(hours=2)), (timedelta(days=200), timedelta(days=200)),
    (timedelta(days=366), timedelta(days=366)), (timedelta(days=367), timedelta(0)), (timedelta(seconds=-1), timedelta(0))])
def test_a_mail_counts_from_the_earlier_moment_that_can_be(before: timedelta | None, counts: timedelta) -> None:
    assert mail_in.received(NOW, None if before is None else NOW - before) == NOW - counts
