"""A request arrives: stored sealed, its clock started, its letter written; or refused and stored nowhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text

from dsr.domain.errors import InvalidInput
from dsr.domain.words import Right, State
from dsr.kit import Kit
from dsr.models import DataKey, Event, IdentityRow, Message, Request, SearchToken
from dsr.services import audit, cases
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import CLAIM, ask, part_of, send

CPR = "070761-4285"


def test_what_was_typed_lies_sealed_and_opens_as_typed(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        request = session.execute(select(Request)).scalar_one()
        case = key_of(session, asked.request_id, KeyClass.CASE, vault=kit.vault)
        assert {field: cases.read(request, field, case) for field in ("name", "employer", "numbers", "message")} == {
            "name": CLAIM.name, "employer": CLAIM.employer, "numbers": CLAIM.numbers, "message": CLAIM.message}
        assert cases.read(request, "email", case).lower() == "carol@havblik.example"


def test_addresses_and_devices_in_a_form_are_words_and_no_identities(kit: Kit) -> None:
    """They are somebody else's tomorrow: what seeds a search comes from the person's own sessions."""
    ask(kit, numbers="ip 192.0.2.7, mac 00:11:22:33:44:55, imsi 238010000000001", message="ip=192.0.2.7 imsi=238010000000001")
    with kit.database.reading() as session:
        assert session.execute(select(IdentityRow.kind)).scalars().all() == ["email"]


def test_nothing_personal_stands_in_the_database_in_plain(kit: Kit) -> None:
    ask(kit)
    with kit.database.reading() as session:
        dump = []
        for table in Request.metadata.sorted_tables:
            dump += [repr(tuple(row)) for row in session.execute(select(table))]
    whole = "\n".join(dump).lower()
    for secret in ("carol", "havblik", "ærø", "31000417", "31 00 04 17", "everything, please"):
        assert secret not in whole, secret
        assert secret.encode().hex() not in whole


@pytest.mark.parametrize(("right", "expected"), [("access", Right.ACCESS), ("rectification", Right.RECTIFICATION), ("erasure", Right.ERASURE),
                                                 ("unsure", Right.ACCESS)])
def test_one_part_per_right_waits_for_the_confirmation(kit: Kit, right: str, expected: Right) -> None:
    asked = ask(kit, is_confirmed=False, right=right)
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.right, part.state, part.number) == (expected, State.VERIFYING, 1)
        assert [event.name for event in audit.trail(session, asked.request_id)] == ["received", "challenge", "letter_written"]


@pytest.mark.parametrize(("at", "received", "due"), [
    (datetime(2026, 11, 24, 9, tzinfo=UTC), date(2026, 11, 24), date(2026, 12, 28)),       # 24 Dec is a Thursday and no holiday by law
    (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), date(2026, 3, 31), date(2026, 4, 30)),
    (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 4, 1), date(2026, 5, 1)),       # already April in Copenhagen
])
def test_the_clock_starts_on_the_day_it_reached_us_where_the_entity_is(kit: Kit, now: FrozenNow, at: datetime, received: date, due: date) -> None:
    now.at = at
    asked = ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        assert session.execute(select(Request.received_on)).scalar_one() == received
        if at.month != 11:
            assert part_of(session, asked).due_on == due
    assert asked.receipt.due_on >= received


def test_a_form_sent_twice_is_one_request_and_its_code_is_not_told_again(kit: Kit) -> None:
    with kit.database.transaction() as session:
        first = send(session, kit)
    with kit.database.transaction() as session:
        second = send(session, kit)
        assert session.execute(select(func.count()).select_from(Request)).scalar_one() == 1
    assert (second.reference, second.pickup_code, second.is_new) == (first.reference, None, False)


def test_references_and_codes_differ_and_no_database_id_stands_in_them(kit: Kit) -> None:
    receipts = [ask(kit, key=f"form:{number}", is_confirmed=False).receipt for number in range(20)]
    assert len({one.reference for one in receipts}) == len({one.pickup_code for one in receipts}) == 20


@pytest.mark.parametrize("field", ["name", "email", "employer", "numbers", "message"])
def test_a_national_number_is_refused_and_stored_nowhere(kit: Kit, field: str) -> None:
    with pytest.raises(InvalidInput) as refused, kit.database.transaction() as session:
        send(session, kit, **{field: f"cpr {CPR}"})
    assert (refused.value.facts["field"], refused.value.facts["problem"]) == (field, "national_number")
    assert CPR not in str(refused.value)
    with kit.database.reading() as session:
        for table in (Request, IdentityRow, Message, DataKey, Event, SearchToken):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0


@pytest.mark.parametrize(("changed", "problem"), [
    ({"name": "  "}, "required"), ({"email": ""}, "required"), ({"email": "carol"}, "bad_email"), ({"email": "a@b@c.example"}, "bad_email"),
    ({"email": "a@havblik.example\nBcc: x@y.example"}, "line_break"), ({"name": "Carol\r\nSubject: x"}, "line_break"),
    ({"message": "x" * 8001}, "too_long"), ({"name": "x" * 201}, "too_long"), ({"right": "everything"}, "required")])
def test_what_is_not_right_is_said_with_its_field(kit: Kit, changed: dict[str, str], problem: str) -> None:
    with pytest.raises(InvalidInput) as refused, kit.database.transaction() as session:
        send(session, kit, **changed)
    assert (refused.value.facts["field"], refused.value.facts["problem"]) == (next(iter(changed)), problem)


def test_what_is_typed_is_a_claim_and_proves_nothing(kit: Kit) -> None:
    ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        row = session.execute(select(IdentityRow)).scalar_one()  # a typed number is no identity at all
        assert (row.kind, row.claimed_how, row.proven_how) == ("email", "form", None)


def test_staff_find_it_by_keyed_tokens_of_name_number_and_reference(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        tokens = set(session.execute(select(SearchToken.token)).scalars())
    for words in ("aro", "havblik", "carol@havblik.example", "+4531000417", asked.receipt.reference):
        assert kit.vault.token("search", words) in tokens, words


def test_the_letter_holds_a_link_and_no_code(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        message = session.execute(select(Message)).scalar_one()
        handle = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        context = handle.open(message.context, f"message:{message.message_id}:context").decode()
        assert handle.open(message.recipient, f"message:{message.message_id}:recipient").decode().lower() == "carol@havblik.example"
        tables = session.execute(text("select pickup_hash from request")).scalar_one()
    assert "token" in context
    for code in (asked.code, asked.code.replace("-", "")):
        assert code not in context
        assert code not in tables
