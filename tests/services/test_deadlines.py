"""The legal dates by the verbs: a request comes in at an entity of a country, stands for this and that, is extended; its part has these days.

The dates were counted by hand on a calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from dsr.domain import term
from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Misconfigured
from dsr.kit import Kit
from dsr.services import lifecycle, notices, proof_letters, status, waited
from dsr.services.notices import Wish
from dsr.services.read import request as desk_page
from dsr.services.read import status as their_page
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask, part_of
from tests.services.standing import answered, claimed, mandate_asked, questioned
from tests.services.test_proof_letters import asked_for, doubted, proven

LONGER = Wish(reason="many_systems", said="Eleven archives since 2019.")
Step = Callable[[Kit, Asked], object]


def at(kit: Kit, country: str) -> Kit:
    """The same, of our entity in another country."""
    settings = kit.settings.model_copy(update={"entity_country": country, "entity_timezone": str(term.zone(country))})
    return replace(kit, settings=settings)


def extended(kit: Kit, asked: Asked) -> None:
    by = alice(kit, StaffRole.CLERK)
    with kit.database.transaction() as session:
        seen = notices.preview(session, asked.part_id, "extend", LONGER, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).seen
        notices.send(session, asked.part_id, "extend", LONGER, seen=seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


# country, received, due, extended
DATES = {
    "a month without a 31st": ("DK", "2026-08-31T08:00Z", "2026-09-30", "2026-11-30"),
    "the end of February": ("DK", "2027-01-30T08:00Z", "2027-03-01", "2027-04-30"),
    "a leap year": ("DK", "2028-01-30T08:00Z", "2028-02-29", "2028-05-01"),
    "a Saturday": ("DK", "2026-07-08T08:00Z", "2026-08-10", "2026-10-08"),
    "Good Friday to Easter Monday": ("DK", "2027-02-26T08:00Z", "2027-03-30", "2027-05-26"),
    "Christmas Eve is worked": ("DK", "2026-11-24T08:00Z", "2026-12-24", "2027-02-24"),
    "summer night in Copenhagen": ("DK", "2026-06-30T22:15Z", "2026-08-03", "2026-10-01"),
    "winter night in Helsinki": ("FI", "2026-11-14T22:30Z", "2026-12-15", "2027-02-15"),
    "the same moment in London": ("UK", "2026-11-14T22:30Z", "2026-12-14", "2027-02-15"),
    "Epiphany in Sweden": ("SE", "2026-12-06T08:00Z", "2027-01-07", "2027-03-08"),
    "Armistice in France": ("FR", "2026-10-11T08:00Z", "2026-11-12", "2027-01-11"),
    "National Day in Belgium": ("BE", "2026-06-21T08:00Z", "2026-07-22", "2026-09-21"),
    "Unity Day in Germany": ("DE", "2026-09-03T08:00Z", "2026-10-05", "2026-12-03"),
    "King's Day in the Netherlands": ("NL", "2027-03-27T08:00Z", "2027-04-28", "2027-06-28"),
    "Constitution Day in Poland": ("PL", "2026-04-03T08:00Z", "2026-05-04", "2026-07-03"),
    "Spring bank holiday in the United Kingdom": ("UK", "2026-04-25T08:00Z", "2026-05-26", "2026-07-27"),
}


@pytest.mark.parametrize("which", DATES)
def test_a_request_is_due_by_the_law_of_the_country_that_answers(kit: Kit, now: FrozenNow, which: str) -> None:
    country, received, due, longer = DATES[which]
    now.at, here = datetime.fromisoformat(received), at(kit, country)
    asked = ask(here)
    assert asked.receipt.due_on == date.fromisoformat(due)
    assert dates(here, asked) == (date.fromisoformat(due), None)
    extended(here, asked)
    assert dates(here, asked) == (date.fromisoformat(longer),) * 2


def dates(kit: Kit, asked: Asked) -> tuple[date, date | None]:
    with kit.database.reading() as session:
        part = part_of(session, asked)
        return part.due_on, part.extended_on


# country, kind, asked after and answered after days from Tuesday 1 September 2026, due, extended
PAUSES = {
    "identity": ("DK", "identity", 3, 13, "2026-10-12", "2026-12-11"),
    "identity on the last day to ask": ("DK", "identity", 7, 9, "2026-10-05", "2026-12-03"),
    "identity a day too late": ("DK", "identity", 8, 20, "2026-10-01", "2026-12-01"),
    "what is meant": ("DK", "clarification", 1, 8, "2026-10-08", "2026-12-08"),
    "what is meant, too late": ("DK", "clarification", 8, 10, "2026-10-01", "2026-12-01"),
    "into the autumn holidays of Germany": ("DE", "identity", 0, 2, "2026-10-05", "2026-12-03"),
    "the British way for who it is": ("UK", "identity", 2, 13, "2026-10-14", "2026-12-14"),
    "the British way for what is meant": ("UK", "clarification", 1, 3, "2026-10-05", "2026-12-04"),
}


@pytest.mark.parametrize("which", PAUSES)
def test_a_pause_by_the_verbs_moves_the_days_of_the_part(kit: Kit, now: FrozenNow, which: str) -> None:
    country, kind, asked_after, answered_after, due, longer = PAUSES[which]
    now.at, here = datetime.fromisoformat("2026-09-01T08:00Z"), at(kit, country)
    asked = ask(here, is_proven=kind == "clarification")
    now.forward(days=asked_after)
    if kind == "identity":
        asked_for(here, doubted(here, asked))
    else:
        number = questioned(here, asked, alice(here))
    now.forward(days=answered_after - asked_after)
    if kind == "identity":
        proven(here, asked)
    else:
        answered(here, asked, number)
    assert dates(here, asked)[0] == date.fromisoformat(due)
    extended(here, asked)
    assert dates(here, asked) == (date.fromisoformat(longer),) * 2


def test_a_pause_after_the_extension_moves_the_new_day_too(kit: Kit, now: FrozenNow) -> None:
    now.at = datetime.fromisoformat("2026-09-01T08:00Z")
    asked = ask(kit, is_proven=False)
    extended(kit, asked)
    now.forward(days=3)
    asked_for(kit, doubted(kit, asked))
    now.forward(days=10)
    proven(kit, asked)
    assert dates(kit, asked) == (date(2026, 12, 11), date(2026, 12, 11))


def test_a_proof_that_comes_after_it_was_closed_for_silence_had_all_those_days(kit: Kit, now: FrozenNow) -> None:
    """IMY-2022-9442: the clock stood until the person answered, 63 days. If staff reopen it, it is not late from the first moment."""
    now.at = datetime.fromisoformat("2026-09-01T08:00Z")
    asked = ask(kit, is_proven=False)
    now.forward(days=3)
    doubt = doubted(kit, asked)
    asked_for(kit, doubt)
    now.forward(days=31)
    with kit.database.transaction() as session:
        proof_letters.remind(session, doubt, now=kit.now(), vault=kit.vault, settings=kit.settings)
    now.forward(days=36)
    proven(kit, asked)
    assert dates(kit, asked)[0] == date(2026, 12, 7)
    by = alice(kit)
    with kit.database.transaction() as session:
        lifecycle.move(session, part_of(session, asked), "reopen", by=by, now=kit.now())
    assert dates(kit, asked) == (date(2026, 12, 7), None)


def test_of_a_clock_that_started_again_by_itself_a_late_proof_moves_nothing(kit: Kit, now: FrozenNow) -> None:
    """Until when it stands at the longest was told to the person."""
    asked = ask(kit)
    mandate_asked(kit, asked, claimed(kit, asked), alice(kit))
    now.forward(days=31)
    with kit.database.transaction() as session:
        waited.remind(session, *waited.standing(session, now=kit.now()), now=kit.now(), vault=kit.vault, settings=kit.settings)
    before = dates(kit, asked)
    now.forward(days=10)
    proven(kit, asked)
    assert dates(kit, asked) == before


def test_a_country_whose_law_is_not_known_takes_nothing_in(kit: Kit) -> None:
    with pytest.raises(Misconfigured):
        ask(replace(kit, settings=kit.settings.model_copy(update={"entity_country": "US"})))


def test_the_desk_and_the_person_read_the_same_reasons(kit: Kit, now: FrozenNow) -> None:
    """The desk told of holidays only, whatever had moved the day."""
    asked = ask(kit, is_proven=False)
    now.forward(days=2)
    asked_for(kit, doubted(kit, asked))
    now.forward(days=10)
    proven(kit, asked)
    moved = ("month", "pause", "weekend")
    assert reasons(kit, asked) == (moved, moved)
    extended(kit, asked)
    longer = ("extended", "pause", "weekend")
    assert reasons(kit, asked) == (longer, longer)


def reasons(kit: Kit, asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """At the desk, and on the page of the person."""
    by = Actor(ActorKind.STAFF, None, ROLES[StaffRole.CLERK])
    with kit.database.transaction() as session:
        token = status.open(session, asked.receipt.reference, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
        desk = desk_page.page(session, asked.receipt.reference, actor=by, vault=kit.vault, now=kit.now(), sources=(), locale="en")
        theirs = their_page.page(session, token, now=kit.now(), vault=kit.vault, locale="en")
    return desk.parts[0].term_reasons, theirs.parts[0].why_due
