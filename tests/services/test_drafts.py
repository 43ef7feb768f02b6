"""From the draft that staff look at to the answer that leaves: the same bytes, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select, update

from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Incomplete, InvalidMove, NotAllowed, Stale, Undecided, Unsaid
from dsr.domain.graph import Plan
from dsr.domain.words import LeftOut, Outcome, State
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Delivery, Document, Message, Part, Request, Response, Task
from dsr.services import collect, drafts, enclosures, planning, review, sign_off
from dsr.services.briefing import document_context
from dsr.services.keys import key_of
from dsr.services.review import Seen
from dsr.vault import KeyClass
from tests.services.archive import later, register, work
from tests.services.draft_scene import Scene, colleague, drafted, with_file, with_settings
from tests.services.drafted import approve, seen, write
from workers import upkeep


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return drafted(kit)


def test_a_draft_is_written_when_the_collection_is_settled_and_nothing_leaves(scene: Scene) -> None:
    with scene.kit.database.reading() as session:
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        assert (draft.number, draft.approved_at, draft.status, draft.outcome, draft.owed) == (1, None, "complete", "fulfilled", None)
        assert session.get_one(Part, scene.part_id).state is State.REVIEWING
        assert session.execute(select(Message).where(Message.kind == "answer_ready")).all() == []
    assert scene.count(Delivery) == 0
    assert [name for name, _ in scene.events("draft_ordered", "answer_written", "released")] == ["draft_ordered", "answer_written"]


def test_what_was_looked_at_goes_out_byte_for_byte_and_nothing_is_written_again(scene: Scene) -> None:
    looked, before = seen(scene.kit, scene.part_id), scene.files()
    assert "response.pdf" in {name.rpartition("/")[2] for name in before} or len(before) > 3
    later(scene.kit, hours=3)
    done = approve(scene.kit, scene.part_id, looked, scene.by)
    work(scene.kit)
    assert scene.files() == before
    with scene.kit.database.reading() as session:
        assert session.execute(select(Delivery.response_id)).scalars().all() == [done.id]
        assert session.get_one(Part, scene.part_id).state is State.DELIVERING
    assert (done.approved_by, done.approved_at) == (scene.by.id, scene.kit.now())
    assert scene.events("respond") == [("respond", {"part": 1, "to": "delivering", "response": 1, "files": looked.digest})]


@pytest.mark.parametrize("attach", [True, False])
def test_the_data_files_are_in_the_pdf_or_only_beside_it_as_the_person_chose(scene: Scene, attach: bool) -> None:
    with scene.kit.database.transaction() as session:
        session.execute(update(Request).values(attach=attach))
    scene.order()
    work(scene.kit)
    with scene.kit.database.reading() as session:
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        names = {one.name for one in draft.documents}
        path = next(one.path for one in draft.documents if one.name == "response.pdf")
        package = key_of(session, scene.request_id, KeyClass.PACKAGE, vault=scene.kit.vault)
    with pikepdf.open(BytesIO(b"".join(scene.kit.store.read(path, package, document_context(path))))) as pdf:
        assert bool(pdf.attachments) is attach
    assert "response.json" in names


@pytest.mark.parametrize("plan", [None, planning.dump(Plan((), (), (), ()), datetime(2026, 11, 24, tzinfo=UTC))])
def test_where_nothing_was_searched_there_is_no_draft(scene: Scene, plan: str | None) -> None:
    with scene.kit.database.transaction() as session:
        session.execute(update(Part).values(search_plan=plan))
    with pytest.raises(Incomplete) as refused:
        scene.order()
    assert refused.value.facts == {"reason": "nothing_searched"}


def test_only_the_newest_draft_goes_out_and_only_as_it_was_seen(scene: Scene) -> None:
    first = seen(scene.kit, scene.part_id)
    with pytest.raises(Stale) as other:
        approve(scene.kit, scene.part_id, replace(first, digest="0" * 64), scene.by)
    scene.order()
    with pytest.raises(Stale) as unwritten:
        approve(scene.kit, scene.part_id, replace(first, number=2), scene.by)
    with pytest.raises(Stale) as early:
        approve(scene.kit, scene.part_id, first, scene.by)
    work(scene.kit)
    with pytest.raises(Stale) as old:
        approve(scene.kit, scene.part_id, first, scene.by)
    assert [one.value.facts["reason"] for one in (other, unwritten, early, old)] == ["newer", "unwritten", "newer", "newer"]
    assert approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by).number == 2


def test_a_draft_of_last_week_is_written_anew(scene: Scene) -> None:
    looked = seen(scene.kit, scene.part_id)
    later(scene.kit, days=7, seconds=1)
    with pytest.raises(Stale) as refused:
        approve(scene.kit, scene.part_id, looked, scene.by)
    assert refused.value.facts == {"reason": "old"}
    scene.order()
    work(scene.kit)
    assert approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by).ordered_at == scene.kit.now()


@pytest.mark.parametrize(("ahead", "is_past"), [(-1, True), (0, False)])
def test_a_letter_does_not_leave_that_promises_the_rest_by_a_day_that_is_over(scene: Scene, ahead: int, is_past: bool) -> None:
    looked, today = seen(scene.kit, scene.part_id), scene.kit.now().date()
    with scene.kit.database.transaction() as session:
        session.execute(update(Response).values(more_by=today + timedelta(days=ahead)))
    if is_past:
        with pytest.raises(Stale) as refused:
            approve(scene.kit, scene.part_id, looked, scene.by)
        assert refused.value.facts == {"reason": "old"}
    else:
        assert approve(scene.kit, scene.part_id, looked, scene.by).approved_at is not None


def test_of_two_who_approve_one_wins_and_the_other_hears_it(scene: Scene) -> None:
    looked, other = seen(scene.kit, scene.part_id), colleague(scene)
    approve(scene.kit, scene.part_id, looked, scene.by)
    with pytest.raises(InvalidMove):
        approve(scene.kit, scene.part_id, looked, other)
    assert scene.count(Delivery) == 1


def test_words_that_nobody_signed_hold_it_up_and_a_signature_is_enough(kit: Kit) -> None:
    scene = drafted(kit)
    looked = seen(scene.kit, scene.part_id)
    with scene.kit.database.transaction() as session:
        session.execute(update(sign_off.TermsSignature).values(digest="0" * 64))
    with pytest.raises(Unsaid) as refused:
        approve(scene.kit, scene.part_id, looked, scene.by)
    assert refused.value.facts["reason"] == "unsigned"
    with scene.kit.database.transaction() as session:
        sign_off.sign(session, [one for source in scene.kit.sources.sources for one in source.collections()], by=scene.by, now=scene.kit.now())
    assert approve(scene.kit, scene.part_id, looked, scene.by).approved_at is not None


def test_a_draft_that_owes_a_code_is_there_to_be_seen_and_cannot_be_approved(scene: Scene) -> None:
    scene.order()
    looked = write(scene.kit, scene.part_id, owed="crm.people.note (2 codes)")
    with pytest.raises(Unsaid) as refused:
        approve(scene.kit, scene.part_id, looked, scene.by)
    assert refused.value.facts == {"reason": "codes", "detail": "crm.people.note (2 codes)"}


def test_nothing_held_wants_two_different_people(scene: Scene) -> None:
    scene.order()
    looked, other = write(scene.kit, scene.part_id, outcome=Outcome.NOTHING_HELD), colleague(scene)
    first = approve(scene.kit, scene.part_id, looked, scene.by)
    assert (first.agreed_by, first.approved_at) == (scene.by.id, None)
    assert scene.count(Delivery) == 0
    with pytest.raises(NotAllowed) as refused:
        approve(scene.kit, scene.part_id, looked, scene.by)
    assert refused.value.facts == {"reason": "second_person"}
    with pytest.raises(NotAllowed):
        approve(scene.kit, scene.part_id, looked, replace(other, capabilities=ROLES[StaffRole.CLERK]))
    second = approve(scene.kit, scene.part_id, looked, other)
    assert (second.agreed_by, second.approved_by) == (scene.by.id, other.id)
    assert [name for name, _ in scene.events("nothing_held_agreed", "respond", "released")] == ["nothing_held_agreed", "respond", "released"]


def test_a_yes_is_for_the_draft_it_was_given_to(scene: Scene) -> None:
    scene.order()
    approve(scene.kit, scene.part_id, write(scene.kit, scene.part_id, outcome=Outcome.NOTHING_HELD), scene.by)
    scene.order()
    again = approve(scene.kit, scene.part_id, write(scene.kit, scene.part_id, outcome=Outcome.NOTHING_HELD), colleague(scene))
    assert again.approved_at is None


def test_a_team_of_one_says_so(scene: Scene) -> None:
    scene.order()
    looked = write(scene.kit, scene.part_id, outcome=Outcome.NOTHING_HELD)
    with_settings(second_person=False)(scene)
    assert approve(scene.kit, scene.part_id, looked, scene.by).approved_at is not None


def test_a_person_without_a_trace_is_told_so_by_two(kit: Kit) -> None:
    scene = drafted(kit, register({"email": "somebody@else.example", "number": "1", "note": ""}))
    assert approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by).approved_at is None


def test_while_a_file_waits_there_is_no_draft_and_the_last_decision_orders_one(scene: Scene) -> None:
    with_file(scene)
    with scene.kit.database.transaction() as session:
        (file,) = enclosures.of_part(session, scene.part_id)
        file.decision = enclosures.Decision.PENDING
    with pytest.raises(Undecided):
        scene.order()
    with pytest.raises(Undecided):
        approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by)
    with scene.kit.database.transaction() as session:
        assert drafts.decide_files(session, scene.part_id, {1: LeftOut.HARMFUL}, by=scene.by, now=scene.kit.now()) == 1
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        assert (draft.number, draft.written_at) == (2, None)


def test_what_is_renewed_outside_of_the_review_orders_nothing(scene: Scene) -> None:
    approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by)
    with scene.kit.database.transaction() as session:
        drafts.renew(session, scene.part_id, now=scene.kit.now())
    assert scene.count(Response) == 1
    assert scene.count(Document) > 0


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.DPO, StaffRole.ADMIN])
def test_who_may_not_review_orders_nothing(scene: Scene, role: StaffRole) -> None:
    with pytest.raises(NotAllowed), scene.kit.database.transaction() as session:
        drafts.order(session, scene.part_id, by=replace(scene.by, capabilities=ROLES[role]), now=scene.kit.now())


def _refuse(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        review.refuse(session, scene.part_id, ground="excessive", reason="Answered last week.", by=scene.by, now=scene.kit.now(),
                      vault=scene.kit.vault, settings=scene.kit.settings)


def _withdraw(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        review.withdraw(session, scene.part_id, reason="Her wish.", by=scene.by, now=scene.kit.now(), vault=scene.kit.vault,
                        settings=scene.kit.settings)


def _recollect(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        collect.start(session, scene.part_id, move="recollect", by=scene.by, now=scene.kit.now(), book=scene.kit.sources)


@pytest.mark.parametrize("turn", [_refuse, _withdraw, _recollect])
def test_where_the_part_goes_another_way_its_draft_is_none_any_more(scene: Scene, turn: Callable[[Scene], None]) -> None:
    scene.order()
    turn(scene)
    with scene.kit.database.reading() as session:
        assert drafts.newest(session, scene.part_id) is None
        assert session.execute(select(Task.state).where(Task.kind == TaskKind.WRITE_ANSWER).order_by(Task.id)).scalars().all() == [
            TaskState.DONE, TaskState.SKIPPED]


def test_files_of_a_replaced_draft_leave_the_store_and_those_of_an_answer_stay(scene: Scene) -> None:
    first = set(scene.files())
    scene.order()
    work(scene.kit)
    second = set(scene.files()) - first
    approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by)
    for _ in range(2):
        upkeep.spent(scene.kit)
    assert set(scene.files()) == second
    folders = {path.rsplit("/", 2)[0] for path in first}
    assert [scene.kit.store.folders(folder) for folder in folders] == [[]]


def test_a_crash_while_they_are_deleted_is_made_good(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.order()
    monkeypatch.setattr(drafts, "forget", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        upkeep.spent(scene.kit)
    assert scene.count(Document) > 0
    monkeypatch.undo()
    upkeep.spent(scene.kit)
    assert scene.count(Document) == 0


def test_a_draft_that_was_lost_is_ordered_by_the_sweeper_once(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        drafts.discard(session, scene.part_id, now=scene.kit.now())
    for _ in range(2):
        upkeep.sweep(scene.kit)
    with scene.kit.database.reading() as session:
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        assert draft.number == 2


def test_the_table_lets_nothing_be_approved_unwritten_or_replaced(scene: Scene) -> None:
    for values in ({"written_at": None}, {"superseded_at": scene.kit.now()}):
        with pytest.raises(Exception, match="approved_is_written"), scene.kit.database.transaction() as session:
            session.execute(update(Response).values(approved_at=scene.kit.now(), **values))


def test_a_seen_draft_of_another_part_opens_nothing(scene: Scene) -> None:
    with pytest.raises(Stale):
        approve(scene.kit, scene.part_id, Seen(99, seen(scene.kit, scene.part_id).digest), scene.by)
