"""People who are near somebody, in front of our pages: who had the number before, who has the same name at the same company, who shares the line, and
two companies that lay what they have side by side. Each proves all that they can, in their own name, and gets what is theirs.
"""

from __future__ import annotations

from tests.never.employer_house import House, Person
from tests.never.employer_systems import BOSS, CAROLS, HOME, NAMESAKES, RIVAL, SHARED, WORK


def asked(house: House, name: str, email: str, *lines: str, adds: tuple[str, ...] = ()) -> Person:
    """They ask, show their electronic identity, add numbers that they would like to have had, and enter the codes of lines in their hand."""
    who = Person(house, (email,), lines)
    who.ask(name=name, email=email, numbers="\n".join(adds))
    who.by_eid(name)
    for number in adds:
        who.browser.get("/status/change")
        assert who.browser.post("/status/change/number", number=number).status_code == 303
    house.answer()
    for line in lines:
        who.by_line(line)
    return who


def answered(house: House, who: Person) -> set[str]:
    house.answer()
    Person(house, (BOSS,)).as_company(decision="answer")
    house.answer()
    who.fetch()
    assert who.links("/answer/")
    return who.secrets()


def test_who_had_the_number_before_gets_their_own_time(house: House) -> None:
    erik = asked(house, "Erik Berg", "erik@freemail.example", adds=(CAROLS,))
    assert answered(house, erik) == {"secret-erik", "secret-erik-voice"}


def test_who_has_her_name_at_the_same_company_gets_what_is_theirs(house: House) -> None:
    """With her telephone in their hand for a moment, too."""
    other = asked(house, "Carol Ærø", "carol.aeroe@freemail.example", NAMESAKES, CAROLS, adds=(CAROLS,))
    assert answered(house, other) == {"secret-namesake", "secret-namesake-voice"}


def test_who_shares_a_line_with_her_gets_none_of_its_calls(house: House) -> None:
    dave = asked(house, "Dave Holm", "dave@freemail.example", SHARED, CAROLS, adds=(SHARED, CAROLS))
    assert answered(house, dave) == set()


def test_two_companies_that_compare_have_their_own_part_each_and_nothing_of_ours(house: House) -> None:
    """She works for both, and both want their part. Neither page names the other."""
    carol = Person(house, (HOME,), (CAROLS,))
    carol.ask(name="Carol Ærø", email=HOME)
    carol.by_eid("Carol Ærø")
    house.answer()
    companies = {one: Person(house, (one,)) for one in (BOSS, RIVAL)}
    for one in companies.values():
        one.as_company(decision="hand_over")
    house.answer()
    for one in companies.values():
        one.as_company()
    assert companies[BOSS].secrets() == {"secret-carol-voice"}
    assert companies[RIVAL].secrets() == {"secret-carol-nordlys-voice"}
    for one, other in ((BOSS, "Nordlys"), (RIVAL, "Havblik")):
        assert other not in companies[one].loot()
    carol.fetch()
    assert carol.secrets() == {"secret-carol", "secret-carol-today", "secret-carol-nordlys"}


def test_two_companies_that_ask_together_in_her_name_get_nothing(house: House) -> None:
    """They share their mailboxes, their lines and their pages."""
    both = Person(house, ("@havblik.example", "@nordlys.example"), (CAROLS, SHARED, "+4531000421"))
    both.ask(name="Carol Ærø", email=WORK)
    both.besiege("hand_over")
    assert both.secrets() == set()
