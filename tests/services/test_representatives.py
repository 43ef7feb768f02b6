"""A union asks for Carol: she is proven herself, letters go to her, and what it gets it gets by her own yes, as long as that lasts."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.words import Right, State
from dsr.kit import Kit
from dsr.models import Event, Message, Part, Representative
from dsr.services import deliver, representatives, status
from dsr.services.keys import key_of
from dsr.services.mandates import Acting
from dsr.services.read import answer as read
from dsr.services.representatives import Read
from dsr.vault import KeyClass
from tests.services.archive import later
from tests.services.carol import Asked, alice, ask, reviewed, token_in
from tests.services.drafted import approve, write

UNION = Acting("Ulla Vester", "ulla@forbundet.example", "Forbundet")


def mandate(kit: Kit, asked: Asked, by: Actor, *, may_receive: bool = True, scope: tuple[Right, ...] = (Right.ACCESS,),
            days: int | None = None) -> int:
    """Staff read it: from yesterday, for `days` from today."""
    today = kit.now().date()
    told = Read(scope, may_receive, today - timedelta(days=1), today + timedelta(days=days) if days is not None else None)
    with kit.database.transaction() as session:
        return representatives.enter(session, asked.receipt.reference, UNION, told, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).id


def decide(kit: Kit, asked: Asked, *, is_yes: bool = True) -> str | None:
    with kit.database.transaction() as session:
        token = token_in(session, kit, asked.request_id, "mandate")
        return representatives.decide(session, token, is_yes=is_yes, code=asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)


def release(kit: Kit, asked: Asked, by: Actor) -> None:
    approve(kit, asked.part_id, write(kit, asked.part_id), by)


def to_union(kit: Kit, asked: Asked) -> list[str]:
    """Kinds of letters to her."""
    with kit.database.reading() as session:
        handle = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        rows = session.execute(select(Message).where(Message.request_id == asked.request_id).order_by(Message.id)).scalars()
        return [row.kind for row in rows if handle.open(row.recipient, f"message:{row.message_id}:recipient").decode() == UNION.email]


def opened(kit: Kit, asked: Asked, kind: str, code: str) -> str:
    """The session behind the link of a letter."""
    with kit.database.transaction() as session:
        token = token_in(session, kit, asked.request_id, kind)
        return deliver.open_with_code(session, token, code, now=kit.now(), vault=kit.vault, settings=kit.settings)


def files(kit: Kit, token: str) -> int:
    with kit.database.reading() as session:
        return len(read.page(session, token, now=kit.now(), vault=kit.vault).files)


def test_with_the_persons_yes_the_answer_opens_by_a_link_and_a_code_of_their_own(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by)
    code = decide(kit, asked)
    assert code is not None
    release(kit, asked, by)
    token = opened(kit, asked, "answer_representative", code)
    assert files(kit, token) == 2
    with kit.database.transaction() as session:
        document = read.page(session, token, now=kit.now(), vault=kit.vault).files[0]
        deliver.record_download(session, token, document.id, now=kit.now(), vault=kit.vault)
        assert session.get_one(Part, asked.part_id).state is State.DELIVERING, "it is not in the person's hands by that"
    with pytest.raises(NotAllowed, match="wrong_code"):
        opened(kit, asked, "answer_representative", asked.code)
    with pytest.raises(NotAllowed, match="wrong_code"):
        opened(kit, asked, "answer_ready", code)
    with kit.database.transaction() as session, pytest.raises(NotAllowed):
        status.open(session, asked.receipt.reference, code, now=kit.now(), vault=kit.vault, settings=kit.settings)


@pytest.mark.parametrize("answer", [None, False])
def test_without_the_persons_yes_they_hear_that_we_wrote_and_nothing_of_what(kit: Kit, answer: bool | None) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by)
    if answer is False:
        assert decide(kit, asked, is_yes=False) is None
    release(kit, asked, by)
    assert to_union(kit, asked) == (["mandate_copy"] if answer is None else [])


def test_a_mandate_that_does_not_say_so_asks_nobody_and_gives_nothing(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by, may_receive=False)
    with pytest.raises(AssertionError):
        decide(kit, asked)
    release(kit, asked, by)
    assert to_union(kit, asked) == ["mandate_copy"]


def test_a_mandate_for_another_right_hears_nothing(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by, scope=(Right.ERASURE,))
    decide(kit, asked)
    release(kit, asked, by)
    assert to_union(kit, asked) == []


@pytest.mark.parametrize("ended", ["staff", "person", "time"])
def test_whoever_ends_it_what_is_open_closes_at_once(kit: Kit, ended: str) -> None:
    """Between the letter and the look: the rule is asked again each time."""
    asked, by = reviewed(kit), alice(kit)
    one = mandate(kit, asked, by, days=0)
    code = decide(kit, asked)
    assert code is not None
    release(kit, asked, by)
    token = opened(kit, asked, "answer_representative", code)
    with kit.database.transaction() as session:
        document = read.page(session, token, now=kit.now(), vault=kit.vault).files[0].id
        match ended:
            case "staff":
                representatives.revoke(session, asked.receipt.reference, one, by=by, now=kit.now())
            case "person":
                page = status.open(session, asked.receipt.reference, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
                representatives.take_back(session, page, one, now=kit.now(), vault=kit.vault)
            case "time":
                session.get_one(Representative, one).ends_on = kit.now().date() - timedelta(days=1)
    with pytest.raises(NotFound):
        files(kit, token)
    with kit.database.transaction() as session, pytest.raises(NotFound):
        deliver.record_download(session, token, document, now=kit.now(), vault=kit.vault)
    with pytest.raises(NotFound):
        opened(kit, asked, "answer_representative", code)
    assert files(kit, opened(kit, asked, "answer_ready", asked.code)) == 2, "the person's own link stays"


def test_nobody_is_asked_before_it_is_proven_who_they_are(kit: Kit) -> None:
    asked, by = ask(kit, is_confirmed=False), alice(kit)
    with pytest.raises(NotAllowed, match="unproven"):
        mandate(kit, asked, by)
    mandate(kit, asked, by, may_receive=False)


def test_the_link_by_which_the_person_decides_ends_by_itself(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by)
    with kit.database.transaction() as session:
        token = token_in(session, kit, asked.request_id, "mandate")
    later(kit, days=kit.settings.confirm_days)
    with kit.database.reading() as session:
        assert representatives.peek(session, token, now=kit.now(), vault=kit.vault) is not None, "the last day is a whole one"
    later(kit, days=1)
    with kit.database.reading() as session:
        assert representatives.peek(session, token, now=kit.now(), vault=kit.vault) is None
    with pytest.raises(NotFound):
        decide(kit, asked)


def test_a_mandate_that_is_read_twice_within_a_second_asks_by_a_link_that_works(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    one = mandate(kit, asked, by)
    with kit.database.transaction() as session:
        told = Read((Right.ACCESS,), may_receive=True, starts_on=kit.now().date())
        representatives.enter(session, asked.receipt.reference, UNION, told, representative_id=one, by=by, now=kit.now(), vault=kit.vault,
                              settings=kit.settings)
    assert decide(kit, asked) is not None


def test_the_link_is_used_once_and_reading_it_again_asks_again(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    one = mandate(kit, asked, by)
    code = decide(kit, asked)
    with pytest.raises(NotFound):
        decide(kit, asked, is_yes=False)
    with kit.database.transaction() as session:
        told = Read((Right.ACCESS, Right.ERASURE), True, kit.now().date())
        representatives.enter(session, asked.receipt.reference, UNION, told, representative_id=one, by=by, now=kit.now(), vault=kit.vault,
                              settings=kit.settings)
    release(kit, asked, by)
    assert "answer_representative" not in to_union(kit, asked), "the yes was to what was read before"
    assert code is not None


def test_it_is_sealed_and_no_event_names_anybody(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by)
    decide(kit, asked)
    with kit.database.reading() as session:
        row = session.execute(select(Representative)).scalar_one()
        assert not any(b"Ulla" in value or b"forbundet" in value.lower() for value in (row.name, row.email, row.organisation))
        facts = " ".join(session.execute(select(Event.facts)).scalars())
        assert not any(word in facts for word in ("Ulla", "orbundet"))
        assert {"mandate_read", "mandate_confirmed"} <= set(session.execute(select(Event.name)).scalars())


def test_what_is_wrong_is_said_and_only_who_may_enters_one(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    with pytest.raises(InvalidInput, match="scope"):
        mandate(kit, asked, by, scope=())
    with pytest.raises(InvalidInput, match="order"):
        mandate(kit, asked, by, days=-5)
    with pytest.raises(NotAllowed):
        mandate(kit, asked, alice(kit, StaffRole.DPO))


def test_a_copy_says_nothing_but_that_we_wrote(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by)
    release(kit, asked, by)
    with kit.database.reading() as session:
        row = session.execute(select(Message).where(Message.kind == "mandate_copy")).scalar_one()
        handle = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        facts = orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))
    assert facts.keys() == {"owner_name", "due_on"}
