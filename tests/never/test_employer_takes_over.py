"""An employee asks, proves who she is with her own electronic identity, and her answer is on its way. Bob reads the mailbox that she wrote from,
the company's page and its lines, and wants to be given her answer instead of her. He has no pick-up code: that was on her screen once.
"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from dsr.domain.arrival import PickUp
from dsr.models import Request
from tests.never.employer_house import House, Person
from tests.never.employer_systems import CAROLS, WORK
from tests.never.test_employer_http import ANOTHER, OWN, a_bob

MANDATE = {"name": "Bob Lund", "email": OWN, "organisation": "Lund & Co", "scope": "access", "may_receive": "1", "starts_on": "2026-01-01"}
GUESSED = "AAAA-AAAA-AAAA"


@pytest.fixture
def carol(house: House) -> Person:
    """From her mailbox at work, which Bob reads too."""
    made = Person(house, (WORK,), ())
    made.ask(name="Carol Ærø", email=WORK)
    made.by_eid("Carol Ærø")
    return made


def read_by(house: House, carol: Person) -> Person:
    """What Bob knows of it: her reference, from the mails."""
    bob = a_bob(house)
    bob.reference, bob.code = carol.reference, GUESSED
    return bob


def test_links_in_the_mailbox_open_nothing_without_her_code(house: House, carol: Person) -> None:
    house.answer()
    bob = read_by(house, carol)
    assert bob.links("/answer/")
    bob.fetch()
    bob.press("/confirm/")
    bob.open()
    for path, form in {"/status/link": {}, "/status/change/address": {"email": ANOTHER}, "/status/change/number": {"number": CAROLS},
                       "/status/change/withdraw": {"sure": "yes"}, "/prove/line": {"number": CAROLS, "way": "sms"},
                       "/prove/line/code": {"code": "1234 5678"}, "/prove/eid": {}}.items():
        bob.browser.get("/status")
        assert bob.browser.post(path, **form).status_code in (303, 403), path
    house.work()
    assert bob.messages() == []
    assert not any(one.recipient == ANOTHER for one in house.mails.letters)
    carol.fetch()
    assert "secret-carol" in carol.secrets(), "it is still hers"
    assert bob.secrets() == set()


def test_a_mandate_that_he_wrote_himself_gives_him_nothing_without_her_code(house: House, carol: Person) -> None:
    """Staff are taken in by it, and ask her: the button was in the mailbox, and was all that it took."""
    assert house.press(0, f"/desk/requests/{carol.reference}/representatives", **MANDATE) == 303
    house.work()
    bob = read_by(house, carol)
    assert bob.links("/mandate/")
    for fields in ({"do": "yes"}, {"do": "yes", "code": GUESSED}):
        bob.press("/mandate/", **fields)
        shown = re.search(r'class="pickup" translate="no">([^<]+)<', bob.browser.shown[-1])
        bob.code = shown[1] if shown else bob.code
    house.answer()
    bob.fetch()
    assert bob.secrets() == set()


def test_a_code_that_a_mailbox_showed_says_yes_to_no_mandate(house: House, carol: Person) -> None:
    """As when she had asked by mail, and Bob pressed the button first."""
    with house.kit.database.transaction() as session:
        session.execute(update(Request).values(pickup=PickUp.BY_LINK))
    assert house.press(0, f"/desk/requests/{carol.reference}/representatives", **MANDATE) == 303
    house.work()
    bob = read_by(house, carol)
    assert bob.press("/mandate/", do="yes", code=carol.code) == 403
    house.answer()
    bob.fetch()
    assert bob.secrets() == set()


def test_guessing_her_code_behind_a_mandate_is_counted_as_everywhere(house: House, carol: Person) -> None:
    assert house.press(0, f"/desk/requests/{carol.reference}/representatives", **MANDATE) == 303
    house.work()
    bob = read_by(house, carol)
    for _ in range(house.kit.settings.max_wrong_codes):
        assert bob.press("/mandate/", do="yes", code=GUESSED) == 403
    with house.kit.database.reading() as session:
        assert session.execute(select(Request.status_locked_until)).scalar_one() is not None
    bob.code = carol.code
    assert bob.press("/mandate/", do="yes", code=carol.code) == 403, "not even with the right one, for a while"


def test_a_request_in_her_name_as_her_representative_gives_him_nothing(house: House) -> None:
    """He is lawyer and client in one: the mandate is his, and the person's mailbox too."""
    bob = a_bob(house)
    bob.ask(name="Carol Ærø", email=WORK, acting_name="Bob Lund", acting_organisation="Lund & Co", acting_email=OWN)
    assert house.press(0, f"/desk/requests/{bob.reference}/representatives", **MANDATE) == 303
    house.work()
    bob.press("/mandate/", do="yes")
    house.answer()
    bob.as_company(decision="answer")
    house.answer()
    bob.fetch()
    assert bob.secrets() == set()


def test_the_company_decides_about_its_own_part_and_reads_nothing_of_ours(house: House, carol: Person) -> None:
    """What it wants itself it is given as the one who decides, and she hears of it; her calls are no part of that."""
    house.answer()
    bob = read_by(house, carol)
    bob.as_company(decision="hand_over")
    house.answer()
    bob.fetch()
    bob.as_company()
    assert bob.secrets() <= {"secret-carol-voice"}
    assert any(one.startswith("It was decided about your request") for one in carol.mails())
