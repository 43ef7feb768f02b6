"""From the approval to the file that leaves: who may, what opens, what is counted, and how the part closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest
from sqlalchemy import func, select

from dsr.domain.capability import Capability, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.words import Outcome, State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.models import Delivery, Document, Message, Response, Task
from dsr.services import audit, collect, deliver, drafts
from dsr.services.keys import key_of
from dsr.services.review import Seen
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import BOOK, Asked, alice, approved, ask, part_of, reviewed, token_in
from tests.services.drafted import approve, write

_LEASE = timedelta(seconds=60)
_TRIAGE = frozenset({Capability.TRIAGE})
_ALL = frozenset(Capability)


def _open(kit: Kit, token: str, code: str) -> str:
    refused: Exception | None = None
    with kit.database.transaction() as session:
        try:
            return deliver.open_with_code(session, token, code, now=kit.now(), vault=kit.vault, settings=kit.settings)
        except (NotAllowed, NotFound) as error:
            refused = error
    raise refused


def _ready(kit: Kit) -> tuple[Asked, str]:
    asked, _ = approved(kit)
    with kit.database.reading() as session:
        return asked, token_in(session, kit, asked.request_id, "answer_ready")


def _count(kit: Kit, what: type[object]) -> int:
    with kit.database.reading() as session:
        return session.execute(select(func.count()).select_from(what)).scalar_one()


def test_what_is_approved_is_released_once(kit: Kit) -> None:
    asked, _ = approved(kit)
    with pytest.raises(InvalidMove):
        approve(kit, asked.part_id, Seen(1, ""), replace(alice(kit, StaffRole.READER), capabilities=_ALL))
    assert (_count(kit, Delivery), _count(kit, Document)) == (1, 2)
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).where(Message.kind == "answer_ready")).scalar_one() == 1


def test_what_nobody_approved_is_never_released(kit: Kit) -> None:
    asked = reviewed(kit)
    write(kit, asked.part_id)
    with pytest.raises(AssertionError), kit.database.transaction() as session:
        deliver.released(session, session.execute(select(Response)).scalar_one(), now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert _count(kit, Delivery) == 0


def test_link_and_code_open_it_and_the_first_file_closes_the_part(kit: Kit) -> None:
    asked, token = _ready(kit)
    ticket = _open(kit, token, asked.code)
    with kit.database.reading() as session:
        ids = list(session.execute(select(Document.id)).scalars())
        assert part_of(session, asked).state is State.DELIVERING
    for document_id in (ids[0], ids[1], ids[0]):
        with kit.database.transaction() as session:
            deliver.record_download(session, ticket, document_id, now=kit.now(), vault=kit.vault)
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.FULFILLED)
        assert [event.name for event in audit.trail(session, asked.request_id)].count("downloaded") == 3


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC", "x" * 500])
def test_the_link_alone_opens_nothing(kit: Kit, code: str) -> None:
    _, token = _ready(kit)
    with pytest.raises(NotAllowed):
        _open(kit, token, code)


def test_the_code_alone_opens_nothing(kit: Kit) -> None:
    asked, _ = _ready(kit)
    with pytest.raises(NotFound):
        _open(kit, "guessed", asked.code)


def test_the_code_of_another_person_opens_nothing(kit: Kit) -> None:
    asked, token = _ready(kit)
    other = ask(kit, key="form:other", email="bob@havblik.example")
    with pytest.raises(NotAllowed):
        _open(kit, token, other.code)
    assert _open(kit, token, asked.code)


def test_too_many_wrong_codes_close_the_link_for_good(kit: Kit) -> None:
    asked, token = _ready(kit)
    for _ in range(kit.settings.max_wrong_codes):
        with pytest.raises(NotAllowed):
            _open(kit, token, "AAAA-BBBB-CCCC")
    with pytest.raises(NotFound):
        _open(kit, token, asked.code)
    with kit.database.reading() as session:
        assert not deliver.peek(session, token, now=kit.now(), vault=kit.vault)


def test_a_link_ends_with_its_days(kit: Kit, now: FrozenNow) -> None:
    asked, token = _ready(kit)  # at ten in the morning in Copenhagen
    now.forward(days=kit.settings.link_days, hours=13, minutes=59)
    with kit.database.reading() as session:
        assert deliver.peek(session, token, now=kit.now(), vault=kit.vault), "open until the day that the letter names is over"
    now.forward(minutes=1)
    with pytest.raises(NotFound):
        _open(kit, token, asked.code)


def test_a_link_sent_again_closes_the_old_one_and_what_it_opened(kit: Kit) -> None:
    asked, old = _ready(kit)
    ticket = _open(kit, old, asked.code)
    by = alice(kit, StaffRole.DPO)
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        deliver.resend(session, asked.part_id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    clerk = replace(by, capabilities=_TRIAGE)
    with kit.database.transaction() as session:
        deliver.resend(session, asked.part_id, by=clerk, now=kit.now(), vault=kit.vault, settings=kit.settings)
        new = token_in(session, kit, asked.request_id, "answer_ready")
        document = session.execute(select(Document.id)).scalars().first()
    assert document is not None
    assert new != old
    with pytest.raises(NotFound):
        _open(kit, old, asked.code)
    with pytest.raises(NotFound), kit.database.transaction() as session:
        deliver.record_download(session, ticket, document, now=kit.now(), vault=kit.vault)
    assert _open(kit, new, asked.code)


def test_a_file_of_another_answer_does_not_leave(kit: Kit) -> None:
    asked, token = _ready(kit)
    ticket = _open(kit, token, asked.code)
    with kit.database.transaction() as session:
        other = Response(part_id=asked.part_id, number=9, ordered_at=kit.now())
        session.add(other)
        session.flush()
        strange = Document(response_id=other.id, name="response.pdf", media_type="application/pdf", size=1, digest="d", path="part-9/task-9/a1/0")
        session.add(strange)
        session.flush()
    for document_id in (strange.id, 4711):
        with pytest.raises(NotFound), kit.database.transaction() as session:
            deliver.record_download(session, ticket, document_id, now=kit.now(), vault=kit.vault)


def test_a_new_code_wants_a_proof_and_shuts_the_old_one_out(kit: Kit) -> None:
    asked, token = _ready(kit)
    ticket = _open(kit, token, asked.code)
    by = replace(alice(kit, StaffRole.READER), capabilities=_TRIAGE)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        deliver.renew_code(session, asked.receipt.reference, proof=" ", by=by, now=kit.now(), vault=kit.vault)
    with kit.database.transaction() as session:
        code = deliver.renew_code(session, asked.receipt.reference, proof="Called back.", by=by, now=kit.now(), vault=kit.vault)
        document = session.execute(select(Document.id)).scalars().first()
    assert document is not None
    with pytest.raises(NotFound), kit.database.transaction() as session:
        deliver.record_download(session, ticket, document, now=kit.now(), vault=kit.vault)
    with pytest.raises(NotAllowed):
        _open(kit, token, asked.code)
    assert _open(kit, token, code)


def test_nothing_is_sent_again_before_it_is_approved(kit: Kit) -> None:
    asked = reviewed(kit)
    write(kit, asked.part_id)
    by = replace(alice(kit, StaffRole.READER), capabilities=_TRIAGE)
    with pytest.raises(Conflict), kit.database.transaction() as session:
        deliver.resend(session, asked.part_id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_a_supplement_is_a_second_answer_and_the_first_one_does_not_close_it(kit: Kit) -> None:
    asked, token = _ready(kit)
    ticket = _open(kit, token, asked.code)
    by = replace(alice(kit, StaffRole.READER), capabilities=_ALL)
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, move="supplement", by=by, now=kit.now(), book=BOOK)
        for row in session.execute(select(Task)).scalars():
            row.state = TaskState.DONE
        session.flush()
        collect.settle_if_done(session, asked.part_id, now=kit.now())
    assert approve(kit, asked.part_id, write(kit, asked.part_id), by).number == 2
    with kit.database.transaction() as session:
        document = session.execute(select(Document.id)).scalars().first()
        assert document is not None
        deliver.record_download(session, ticket, document, now=kit.now(), vault=kit.vault)
        assert part_of(session, asked).state is State.DELIVERING


@pytest.mark.parametrize(("status", "outcome", "days", "letter"), [
    ("complete", Outcome.FULFILLED, 0, "answer_ready"), ("complete", Outcome.NOTHING_HELD, 0, "answer_nothing"),
    ("complete", Outcome.PARTLY_FULFILLED, 0, "answer_partly"), ("incomplete", Outcome.PARTLY_FULFILLED, 0, "answer_incomplete"),
    ("incomplete", Outcome.NOTHING_HELD, 30, "answer_incomplete"), ("incomplete", Outcome.PARTLY_FULFILLED, 31, "answer_partly")])
def test_the_mail_says_of_which_kind_the_answer_is(kit: Kit, now: FrozenNow, status: str, outcome: Outcome, days: int, letter: str) -> None:
    asked, by = reviewed(kit), alice(kit, StaffRole.MANAGER)
    now.forward(days=days)  # past the day that the answer was due
    with kit.database.transaction() as session:
        drafts.order(session, asked.part_id, by=by, now=kit.now())
    more_by = date(2026, 12, 24) if status == "incomplete" and days < 31 else None  # after the day nothing is promised by it
    looked = write(kit, asked.part_id, outcome=outcome, status=status, more_by=more_by)
    approve(replace(kit, settings=kit.settings.model_copy(update={"second_person": False})), asked.part_id, looked, by)
    assert _letters(kit) == [letter]


def test_what_can_never_be_found_is_not_promised(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit, StaffRole.MANAGER)
    approve(kit, asked.part_id, write(kit, asked.part_id, outcome=Outcome.PARTLY_FULFILLED, status="incomplete"), by)
    assert _letters(kit) == ["answer_partly"]


@pytest.mark.parametrize(("more_by", "state"), [
    (None, State.CLOSED), (date(2026, 11, 24), State.DELIVERING), (date(2026, 11, 23), State.CLOSED), (date(2026, 12, 24), State.DELIVERING)])
def test_a_part_of_which_more_was_promised_is_not_closed_by_fetching_the_first(kit: Kit, more_by: date | None, state: State) -> None:
    asked, token = _ready(kit)
    with kit.database.transaction() as session:
        session.execute(select(Response)).scalar_one().more_by = more_by
    ticket = _open(kit, token, asked.code)
    with kit.database.transaction() as session:
        document = session.execute(select(Document.id)).scalars().first()
        assert document is not None
        deliver.record_download(session, ticket, document, now=kit.now(), vault=kit.vault)
        assert part_of(session, asked).state is state


def test_an_answer_after_another_one_is_announced_as_corrected_with_the_day_of_the_first(kit: Kit, now: FrozenNow) -> None:
    asked, _ = _ready(kit)
    by = replace(alice(kit, StaffRole.READER), capabilities=_ALL)
    now.forward(days=3)
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, move="supplement", by=by, now=kit.now(), book=BOOK)
        for row in session.execute(select(Task)).scalars():
            row.state = TaskState.DONE
        session.flush()
        collect.settle_if_done(session, asked.part_id, now=kit.now())
    approve(kit, asked.part_id, write(kit, asked.part_id), by)
    with kit.database.reading() as session:
        row = session.execute(select(Message).order_by(Message.id.desc()).limit(1)).scalar_one()
        told = orjson.loads(key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault).open(
            row.context, f"message:{row.message_id}:context"))
        first = session.execute(select(Response.approved_at).where(Response.number == 1)).scalar_one()
    assert (row.kind, told["replaced_on"]) == ("answer_corrected", first.date().isoformat())


def _letters(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Message.kind).where(Message.kind.like("answer%")).order_by(Message.id)).scalars())
