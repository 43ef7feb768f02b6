"""A code in a letter on paper proves the person at an address on file, opens what a pick-up code opens, and never goes to the employer's house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.postal import Known
from dsr.domain.proof import Control, Method, ProofState
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Event, Part, Proof, Request, Transport
from dsr.services import contact_points, posted, proofs, status
from tests.services.carol import Asked, alice
from tests.services.paper_scene import enter, letters, post_code


def read_out(kit: Kit, asked: Asked, code: str, by: object) -> None:
    with kit.database.transaction() as session:
        posted.read_out(session, asked.receipt.reference, code, by=by, now=kit.now(), vault=kit.vault)  # type: ignore[arg-type]


def opened(kit: Kit, asked: Asked, code: str, *, days: int = 0) -> bool:
    """Whether the page of the request opens."""
    with kit.database.transaction() as session:
        try:
            return bool(status.open(session, asked.receipt.reference, code, now=kit.now() + timedelta(days=days), vault=kit.vault,
                                    settings=kit.settings))
        except NotAllowed:
            return False


def shown(kit: Kit, asked: Asked) -> list[tuple[Method, Control]]:
    with kit.database.reading() as session:
        return [(one.method, one.control) for one in proofs.shown(session, asked.request_id)]


def test_a_code_that_is_read_out_proves_the_person_and_the_address_and_lets_the_request_on(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    code = post_code(kit, asked, by)
    assert shown(kit, asked) == []
    read_out(kit, asked, code.lower(), by)
    assert shown(kit, asked) == [(Method.POSTED_CODE, Control.PERSON)]
    with kit.database.reading() as session:
        address = contact_points.postal(session, asked.request_id, vault=kit.vault)
        assert address is not None
        assert address.is_confirmed
        assert session.get_one(Part, asked.part_id).state is State.TRIAGE
    assert opened(kit, asked, code), "it is their pick-up code from now on"


def test_typed_in_on_the_page_it_opens_it_at_once(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    code = post_code(kit, asked, by)
    assert opened(kit, asked, code)
    assert shown(kit, asked) == [(Method.POSTED_CODE, Control.PERSON)]
    assert opened(kit, asked, code)
    assert not opened(kit, asked, asked.code), "the code that nobody was shown opens nothing any more"


def test_a_wrong_code_proves_nothing_and_is_counted(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    code = post_code(kit, asked, by)
    for _ in range(kit.settings.max_wrong_codes):
        assert not opened(kit, asked, "AAAA-BBBB-CC")
    assert not opened(kit, asked, code), "locked for a while"
    assert shown(kit, asked) == []


def test_a_second_code_ends_the_first_and_time_ends_each(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    first, second = post_code(kit, asked, by), post_code(kit, asked, by)
    assert not opened(kit, asked, first)
    assert not opened(kit, asked, second, days=kit.settings.posted_code_days + 1)
    assert not opened(kit, asked, second)
    assert shown(kit, asked) == []


def test_a_code_of_another_request_opens_nothing(kit: Kit) -> None:
    by = alice(kit)
    asked, other = enter(kit, by), enter(kit, by, key="desk:two")
    code = post_code(kit, other, by)
    post_code(kit, asked, by)
    assert not opened(kit, asked, code)


def test_a_code_does_not_outlive_a_change_of_the_address(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    code = post_code(kit, asked, by)
    with kit.database.transaction() as session:
        contact_points.set_postal(session, asked.request_id, "Nygade 2, 8000 Aarhus C", now=kit.now(), vault=kit.vault)
    assert not opened(kit, asked, code)
    assert shown(kit, asked) == []


@pytest.mark.parametrize("address", ["Havblik ApS\nHavnegade 1\n8000 Aarhus C", "Carol Ærø, c/o HAVBLIK, Havnegade 1"])
def test_never_to_the_companys_own_address(kit: Kit, address: str) -> None:
    by = alice(kit)
    asked = enter(kit, by, address=address)
    with pytest.raises(InvalidInput, match="company_address"):
        post_code(kit, asked, by)
    assert [letter.kind for letter in letters(kit, asked)] == ["acknowledged"]


def test_staff_say_how_the_address_is_known_and_only_staff_who_may(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    with kit.database.transaction() as session, pytest.raises(InvalidInput, match="where"):
        posted.write(session, asked.receipt.reference, Known.ON_FILE, where=" ", by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with pytest.raises(NotAllowed):
        post_code(kit, asked, alice(kit, StaffRole.DPO))


def test_the_letter_is_posted_and_of_the_code_only_a_keyed_hash_is_kept(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    code = post_code(kit, asked, by)
    assert letters(kit, asked)[-1].transport is Transport.POST
    with kit.database.reading() as session:
        proof = session.execute(select(Proof)).scalar_one()
        assert proof.state is ProofState.OPEN
        assert code not in str(proof.code_hash)
        assert code not in " ".join(session.execute(select(Event.facts)).scalars())
        assert code not in session.get_one(Request, asked.request_id).pickup_hash
