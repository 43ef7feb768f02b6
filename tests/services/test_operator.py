"""Who searches by a command is known, may look at records, and is on record before anything is searched."""

from __future__ import annotations

import json
from base64 import b64decode

import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, Capability, StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.keys import Identity
from dsr.kit import Kit
from dsr.models import Event, Note
from dsr.services import audit, cases, operator
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.factories import a_staff
from tests.services.carol import Asked, ask

IDENTITIES = (Identity("email", "carol@havblik.example"), Identity("phone_number", "+4531000417"))


def staffed(kit: Kit, role: StaffRole, *, is_active: bool = True) -> str:
    with kit.database.transaction() as session:
        person = a_staff(session, email=f"{role.value}@fjordtel.example", role=role)
        person.is_active = is_active
        return person.email


def enter(kit: Kit, reference: str, email: str, reason: str = "") -> Actor:
    with kit.database.transaction() as session:
        return operator.enter(session, reference, email=email, identities=IDENTITIES, reason=reason, now=kit.now(), vault=kit.vault)


def events(kit: Kit, asked: Asked) -> list[Event]:
    with kit.database.reading() as session:
        return [event for event in audit.trail(session, asked.request_id) if event.name == "records_viewed"]


@pytest.mark.parametrize("role", [role for role in StaffRole if Capability.RECORDS in ROLES[role]])
def test_who_may_look_at_records_is_let_in_and_on_record(kit: Kit, role: StaffRole) -> None:
    asked, email = ask(kit), staffed(kit, role)
    by = enter(kit, asked.receipt.reference, f" {email.upper()} ")
    (event,) = events(kit, asked)
    assert (event.actor_kind, event.actor_id) == ("staff", by.id)
    facts = json.loads(event.facts)
    assert facts["by"] == "command"
    assert [(one["kind"], one["is_proven"]) for one in facts["identities"]] == [("email", True), ("phone_number", False)]
    assert not any(one.value in event.facts for one in IDENTITIES)


@pytest.mark.parametrize("role", [role for role in StaffRole if Capability.RECORDS not in ROLES[role]])
def test_who_may_not_is_refused(kit: Kit, role: StaffRole) -> None:
    asked, email = ask(kit), staffed(kit, role)
    with pytest.raises(NotAllowed):
        enter(kit, asked.receipt.reference, email)
    assert events(kit, asked) == []


def test_who_does_not_work_here_any_more_is_refused(kit: Kit) -> None:
    asked = ask(kit)
    for email in (staffed(kit, StaffRole.MANAGER, is_active=False), "nobody@fjordtel.example", ""):
        with pytest.raises(NotAllowed):
            enter(kit, asked.receipt.reference, email)
    assert events(kit, asked) == []


def test_an_unknown_request_is_refused(kit: Kit) -> None:
    email = staffed(kit, StaffRole.CLERK)
    with pytest.raises(NotFound):
        enter(kit, "DSR-0000", email)


def test_the_reason_is_kept_sealed(kit: Kit) -> None:
    asked, email = ask(kit), staffed(kit, StaffRole.DPO)
    by = enter(kit, asked.receipt.reference, email, "Carol called: a line is missing.")
    with kit.database.reading() as session:
        note = session.execute(select(Note)).scalar_one()
        case = key_of(session, asked.request_id, KeyClass.CASE, vault=kit.vault)
        assert by.id is not None
        assert case.open(note.text, cases.note_place(asked.receipt.reference, by.id)) == b"Carol called: a line is missing."
        assert b"Carol" not in note.text
    assert "Carol" not in events(kit, asked)[0].facts


def test_a_national_number_is_no_reason(kit: Kit) -> None:
    asked, email = ask(kit), staffed(kit, StaffRole.CLERK)
    with pytest.raises(InvalidInput):
        enter(kit, asked.receipt.reference, email, "about 070761-4285")
    assert events(kit, asked) == []


def test_a_look_without_a_request_opens_again_with_the_master_key(kit: Kit) -> None:
    email = staffed(kit, StaffRole.CLERK)
    with kit.database.transaction() as session:
        operator.enter(session, None, email=email, identities=IDENTITIES, reason="Carol called.", now=kit.now(), vault=kit.vault)
        (link,) = audit.trail(session, None)
    sealed = json.loads(link.facts)["reason"]
    handle = kit.vault.unwrap(sealed["master"], b64decode(sealed["key"]), operator.REASON_PLACE)
    assert handle.open(b64decode(sealed["text"]), operator.REASON_PLACE) == b"Carol called."


def test_a_look_without_request_and_reason_is_refused(kit: Kit) -> None:
    email = staffed(kit, StaffRole.CLERK)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        operator.enter(session, None, email=email, identities=IDENTITIES, reason=" ", now=kit.now(), vault=kit.vault)
