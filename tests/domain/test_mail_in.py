"""From when a mail counts, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain import mail_in
from dsr.domain.mail_in import Became, Facts, Nature, Unsure, Verdict

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("before", "counts"), [
    (None, timedelta(0)), (timedelta(0), timedelta(0)), (timedelta(hours=2), timedelta(hours=2)), (timedelta(days=200), timedelta(days=200)),
    (timedelta(days=366), timedelta(days=366)), (timedelta(days=367), timedelta(0)), (timedelta(seconds=-1), timedelta(0))])
def test_a_mail_counts_from_the_earlier_moment_that_can_be(before: timedelta | None, counts: timedelta) -> None:
    assert mail_in.received(NOW, None if before is None else NOW - before) == NOW - counts


ONE, TWO = frozenset({1}), frozenset({2})
LETTER = Facts(Nature.LETTER, is_certain=True)


@pytest.mark.parametrize(("facts", "verdict"), [
    (LETTER, Verdict(Became.REQUEST)),
    (replace(LETTER, of_sender=ONE, closed=ONE), Verdict(Became.REQUEST)),  # an earlier request of theirs is over
    (replace(LETTER, is_certain=False), Verdict(unsure=Unsure.UNCLEAR)),
    (replace(LETTER, of_sender=ONE, open_of_sender=ONE), Verdict(unsure=Unsure.OPEN_REQUEST)),
    (replace(LETTER, is_readable=False, has_sender=False), Verdict(unsure=Unsure.UNREADABLE)),
    (replace(LETTER, has_sender=False), Verdict(unsure=Unsure.NO_SENDER)),
    (replace(LETTER, is_repeated=True), Verdict(unsure=Unsure.REPEATED)),
    (replace(LETTER, holds_national=True, is_repeated=True), Verdict(unsure=Unsure.NATIONAL_NUMBER)),
    # in a thread
    (replace(LETTER, answered=ONE, of_sender=ONE), Verdict(Became.REPLY, request_id=1)),
    (replace(LETTER, named=ONE, of_sender=ONE, is_certain=False), Verdict(Became.REPLY, request_id=1)),
    (replace(LETTER, answered=ONE, named=ONE, of_sender=ONE | TWO, open_of_sender=ONE | TWO), Verdict(Became.REPLY, request_id=1)),
    (replace(LETTER, answered=ONE), Verdict(unsure=Unsure.STRANGER)),
    (replace(LETTER, named=ONE, of_sender=TWO), Verdict(unsure=Unsure.STRANGER)),
    (replace(LETTER, answered=ONE, named=TWO, of_sender=ONE | TWO), Verdict(unsure=Unsure.SEVERAL)),
    (replace(LETTER, answered=ONE | TWO, of_sender=ONE | TWO), Verdict(unsure=Unsure.SEVERAL)),
    (replace(LETTER, answered=ONE, of_sender=ONE, closed=ONE), Verdict(unsure=Unsure.CLOSED, request_id=1)),
    (replace(LETTER, answered=ONE, of_sender=ONE, holds_national=True), Verdict(unsure=Unsure.NATIONAL_NUMBER, request_id=1)),
    (replace(LETTER, answered=ONE, holds_national=True), Verdict(unsure=Unsure.NATIONAL_NUMBER)),
    # machines are never answered
    (Facts(Nature.OWN), Verdict(Became.AUTOMATIC)),
    (Facts(Nature.AUTO_REPLY, is_certain=True), Verdict(Became.AUTOMATIC)),
    (Facts(Nature.AUTO_REPLY, answered=ONE), Verdict(Became.AUTOMATIC, request_id=1)),
    (Facts(Nature.OUT_OF_OFFICE, named=ONE, of_sender=ONE), Verdict(Became.AUTOMATIC, request_id=1)),
    (Facts(Nature.OUT_OF_OFFICE, named=ONE), Verdict(Became.AUTOMATIC)),
    (Facts(Nature.OUT_OF_OFFICE, holds_national=True, answered=ONE | TWO), Verdict(Became.AUTOMATIC)),
    # what became of a letter
    (Facts(Nature.BOUNCE, answered=ONE), Verdict(Became.FATE, request_id=1)),
    (Facts(Nature.DELAY, answered=ONE), Verdict(Became.FATE, request_id=1)),
    (Facts(Nature.BOUNCE), Verdict(Became.AUTOMATIC)),
    (Facts(Nature.BOUNCE, named=ONE, of_sender=ONE, open_of_sender=ONE), Verdict(unsure=Unsure.LETTER_LOST)),
    (Facts(Nature.DELAY, of_sender=ONE, open_of_sender=ONE), Verdict(Became.AUTOMATIC)),
    # what a program does not understand
    (Facts(Nature.LIST, is_certain=True), Verdict(unsure=Unsure.LIST)),
    (Facts(Nature.CALENDAR), Verdict(unsure=Unsure.CALENDAR)),
    (Facts(Nature.ENCRYPTED, answered=ONE, of_sender=ONE), Verdict(unsure=Unsure.ENCRYPTED, request_id=1)),
])
def test_each_mail_has_its_place(facts: Facts, verdict: Verdict) -> None:
    assert mail_in.decide(facts) == verdict


@given(st.builds(Facts, nature=st.sampled_from(Nature), has_sender=st.booleans(), holds_national=st.booleans(), is_repeated=st.booleans(),
                 is_certain=st.booleans(), **{name: st.frozensets(st.integers(1, 3)) for name in (
                     "answered", "named", "of_sender", "open_of_sender", "closed")}))
def test_whatever_is_known_a_mail_has_one_place_and_never_that_of_another_person(facts: Facts) -> None:
    verdict = mail_in.decide(facts)
    assert (verdict.became is None) != (verdict.unsure is None)
    if verdict.became is Became.REPLY:
        assert verdict.request_id in facts.of_sender
    if verdict.became is Became.REQUEST:
        assert facts.is_certain
        assert not facts.holds_national
