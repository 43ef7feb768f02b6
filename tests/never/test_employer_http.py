"""The employer, in front of our pages: it asks in an employee's name, with all that it has, and our desk sends whatever it is let send.

Bob reads every mailbox at work, the company's too, and each message to its lines; he has a mailbox and an electronic identity of his own. What he
was ever shown, mailed or given holds no row of anybody else, whatever he tries.
"""

from __future__ import annotations

import re

import pytest

from tests.never.employer_house import House, Person
from tests.never.employer_systems import CAROLS, HOME, SHARED, WORK

OWN, ANOTHER = "bob@freemail.example", "carol.aeroe.2@freemail.example"
POSES = [(WORK, "Carol Ærø", "hand_over"), (WORK, "Bob Lund", "answer"), ("bob@havblik.example", "Carol Ærø", "hand_over"),
         (OWN, "Bob Lund", "hand_over"), (OWN, "Carol Ærø", "answer"), (ANOTHER, "Carol Ærø", "answer")]


def a_bob(house: House) -> Person:
    return Person(house, ("@havblik.example", OWN, ANOTHER), (CAROLS, SHARED))


def of_others(bob: Person) -> set[str]:
    return {one for one in bob.secrets() if not one.startswith("secret-bob")}


def test_the_employee_herself_gets_what_is_hers_and_her_employer_nothing_of_it(house: House) -> None:
    """Without this, the others would hold where nobody gets anything."""
    carol, bob = Person(house, (HOME,), (CAROLS,)), a_bob(house)
    carol.ask(name="Carol Ærø", email=HOME)
    carol.by_eid("Carol Ærø")
    house.answer()
    bob.as_company(decision="answer")
    house.answer()
    carol.fetch()
    assert carol.secrets() == {"secret-carol", "secret-carol-today", "secret-carol-nordlys", "secret-carol-voice"}
    bob.fetch()
    bob.as_company()
    assert bob.secrets() == set()


@pytest.mark.parametrize(("email", "name", "decision"), POSES)
def test_what_it_asks_in_an_employees_name_gives_nothing_of_hers(house: House, email: str, name: str, decision: str) -> None:
    """It decided about its own request that the data be given to itself, and was given her voicemail, until that took a proof of hers, too."""
    bob = a_bob(house)
    bob.ask(name=name, email=email, numbers=CAROLS)
    bob.besiege(decision)
    assert of_others(bob) == set()
    assert bob.links("/answer/"), "what stands on a card"


def test_a_private_address_that_it_adds_to_a_request_in_her_name_gives_nothing(house: House) -> None:
    """Asked from the mailbox at work, then moved to one of his own: both buttons are his."""
    bob = a_bob(house)
    bob.ask(name="Carol Ærø", email=WORK)
    bob.open()
    bob.browser.get("/status/change")
    assert bob.browser.post("/status/change/address", email=ANOTHER).status_code == 303
    house.work()
    for path in bob.links("/address/")[:2]:
        bob.browser.get(path)
        assert bob.browser.post(path, say="yes").status_code == 200
    bob.besiege("hand_over")
    assert any(one.recipient == ANOTHER for one in house.mails.letters if "/answer/" in one.text), "letters go there now"
    assert of_others(bob) == set()


def test_numbers_that_it_adds_give_nothing(house: House) -> None:
    bob = a_bob(house)
    bob.ask(name="Carol Ærø", email=WORK)
    bob.open()
    for number in (CAROLS, SHARED, "+4531000421"):
        bob.browser.get("/status/change")
        assert bob.browser.post("/status/change/number", number=number).status_code == 303
    bob.besiege("answer")
    assert of_others(bob) == set()


def test_she_is_told_at_home_and_with_her_no_nothing_leaves_any_more(house: House) -> None:
    """Also what lies ready for the company on its page, and what is open in a browser: both were fetched after she had objected."""
    bob, carol = a_bob(house), Person(house, (HOME,))
    bob.ask(name="Carol Ærø", email=WORK)
    house.answer()
    bob.as_company(decision="hand_over")
    assert house.press(0, f"/desk/requests/{bob.reference}/identity/notice") == 303
    house.answer()
    assert any(one.startswith("The data are ready for you") for one in bob.mails())
    bob.fetch()
    assert bob.browser.get("/answer/file/1").status_code == 200
    assert carol.press("/objection/") == 303
    before = len(bob.browser.shown)
    assert bob.browser.get("/answer/file/1").status_code == 404
    bob.fetch()
    bob.as_company()
    house.later(days=8)
    bob.besiege("answer")
    told = "\n".join(bob.browser.shown[before:])
    assert not re.search(r'href="/(answer|company/request/\d+)/file/', told)
    assert of_others(bob) == set()


def test_its_own_no_to_a_notice_of_hers_gives_it_nothing(house: House) -> None:
    """The notice that she has sent reaches the mailbox at work, too: he can stop her request until staff have looked, and learns nothing."""
    bob, carol = a_bob(house), Person(house, (HOME,))
    carol.ask(name="Carol Ærø", email=HOME)
    assert house.press(0, f"/desk/requests/{carol.reference}/identity/notice") == 303
    house.answer()
    assert bob.press("/objection/") == 303
    house.answer()
    bob.fetch()
    bob.as_company(decision="hand_over")
    house.answer()
    bob.as_company()
    assert bob.secrets() == set()


def test_a_call_back_to_the_companys_number_and_a_letter_to_its_house_prove_nothing(house: House) -> None:
    """Staff who are taken in call the company's own line, and are asked to post a code to its door."""
    bob = a_bob(house)
    bob.ask(name="Carol Ærø", email=WORK, numbers=CAROLS)
    page = f"/desk/requests/{bob.reference}"
    said = {"where": "crm, line 2", "control": "employer", "knew": "1", "reason": "The switchboard put us through.", "of": ""}
    assert house.press(0, f"{page}/identity/call_back", **said) == 303
    for address in ("Havblik ApS\nNygade 1\n8000 Aarhus C", "Carol Ærø\nc/o HAVBLIK A.p.S.\nNygade 1\n8000 Aarhus C"):
        assert house.press(0, f"{page}/paper/address", address=address) == 303
        assert house.press(0, f"{page}/paper/code", known="on_file", where="He says so.") == 422
    bob.besiege("hand_over")
    assert of_others(bob) == set()
