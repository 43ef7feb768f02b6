"""Who keeps what no program can search is asked, reminded, and at the last day gone on without; their letters say nothing of the person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import orjson
import pytest
from sqlalchemy import select

from dsr.domain.asking import Ending, Standing
from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, NotAllowed, NotFound
from dsr.domain.words import NotReached, State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.models import Event, Message, Part, Question
from dsr.services import audit, briefing, collect, planning, questions, review, sweep
from dsr.services.keys import key_of
from dsr.services.read import question as read
from dsr.vault import KeyClass
from tests.services.archive import LETTERS, NOTES, Scene, archive, asked, later, register, states, work
from tests.services.carol import alice
from workers import upkeep


def wanted(scene: Scene) -> dict[str, object]:
    """What is kept of it, opened."""
    with scene.kit.database.reading() as session:
        question = scene.question(session)
        evidence = key_of(session, scene.request_id, KeyClass.EVIDENCE, vault=scene.kit.vault)
        told: dict[str, object] = orjson.loads(evidence.open(question.wanted, questions.place(question.token_hash, "wanted")))
        return told


def outcome(scene: Scene) -> dict[str, object]:
    with scene.kit.database.reading() as session:
        told: dict[str, object] = json.loads(scene.task(session).outcome or "")
        return told


def test_the_task_rests_and_the_owner_is_told_what_they_need_and_no_more(kit: Kit) -> None:
    scene = asked(kit)
    assert states(kit.database) == {"crm": TaskState.DONE, "archive": TaskState.ASKED}
    with kit.database.reading() as session:
        assert scene.part(session).state is State.COLLECTING
        assert scene.task(session).lease_until is None
    told, until = wanted(scene), scene.kit.now() + timedelta(microseconds=1)  # of a line the owner is asked until the moment of the search
    assert told["question"] == {"en": "Letters since 2019"}
    assert told["identities"] == [
        {"address": str(LETTERS), "fields": ["email"], "kind": "email", "value": "carol@havblik.example", "tenant": None, "from": None, "to": None},
        {"address": str(NOTES), "fields": ["number"], "kind": "phone_number", "value": "+4531000417", "tenant": None, "from": None,
         "to": until.isoformat()}]
    assert "name" not in told
    assert "secret-note" not in str(told)


def test_the_name_is_told_only_where_the_mapping_asks_for_it(kit: Kit) -> None:
    assert wanted(asked(kit, archive(show_name=True), register()))["name"] == "Carol Ærø"


def test_the_letter_goes_to_the_owner_in_their_language_and_names_nobody(kit: Kit) -> None:
    scene = asked(kit)
    (letter,) = scene.letters("question")
    assert letter == {"owner_name": "Archive", "last_day": "2026-12-08", "token": letter["token"], "to": "archive@fjordtel.example", "locale": "en"}
    with kit.database.reading() as session:
        question = scene.question(session)
        assert (question.last_day, question.due_at) == (date(2026, 12, 8), datetime.fromisoformat("2026-12-09T00:00:00+01:00"))
        assert question.remind_at == datetime.fromisoformat("2026-12-01T08:00:00+01:00")
        for row in session.execute(select(Message)).scalars():
            assert letter["token"].encode() not in row.context
        assert letter["token"] not in str([vars(question), *session.execute(select(Event.facts)).scalars()])


def test_what_needs_nobody_asks_nobody(kit: Kit) -> None:
    scene = asked(kit, archive(), register({"email": "somebody@else.example", "number": "1", "note": ""}))
    assert wanted(scene)["identities"] == [
        {"address": str(LETTERS), "fields": ["email"], "kind": "email", "value": "carol@havblik.example", "tenant": None, "from": None, "to": None}]
    assert outcome(scene) == {"found": {str(NOTES): 0}, "missed": {str(LETTERS): "not_answered"}}


def test_a_person_without_a_trace_is_asked_about_by_what_is_proven_only(kit: Kit) -> None:
    whole = archive()
    (dataset,) = whole.datasets
    notes = replace(whole, datasets=(replace(dataset, collections=dataset.collections[1:]),))
    asked(kit, notes, register({"email": "somebody@else.example", "number": "1", "note": ""}))
    assert states(kit.database) == {"crm": TaskState.DONE, "archive": TaskState.DONE}
    with kit.database.reading() as session:
        assert session.execute(select(Question)).scalars().all() == []


def test_a_short_term_shortens_the_time_to_answer(kit: Kit) -> None:
    with_short = asked(kit, archive(days=60, remind_after_days=50), register())
    with kit.database.reading() as session:
        due_on = with_short.part(session).due_on
        assert (due_on - with_short.question(session).last_day).days == 5


def test_the_owner_is_reminded_once_by_itself_with_the_same_link(kit: Kit) -> None:
    scene = asked(kit)
    for _ in range(2):
        upkeep.remind(scene.kit)
    assert scene.letters("question_reminder") == []
    later(kit, days=7)
    for _ in range(2):
        upkeep.remind(scene.kit)
        later(kit, days=1)
    (letter,) = scene.letters("question_reminder")
    assert (letter["token"], letter["to"], letter["last_day"]) == (scene.token, "archive@fjordtel.example", "2026-12-08")


def test_staff_may_remind_any_time_and_once_a_day(kit: Kit) -> None:
    scene = asked(kit)
    reader = alice(kit, StaffRole.READER)
    for _ in range(2):
        with kit.database.transaction() as session:
            questions.remind(session, scene.question(session).id, by=scene.by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert len(scene.letters("question_reminder")) == 1
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        questions.remind(session, scene.question(session).id, by=reader, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with pytest.raises(NotFound), kit.database.transaction() as session:
        questions.remind(session, 99, by=scene.by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_after_the_last_day_the_answer_goes_on_with_the_gap_named(kit: Kit) -> None:
    scene = asked(kit)
    later(kit, days=14)
    upkeep.expire(scene.kit)
    with kit.database.transaction() as session:
        assert questions.expire(session, scene.question(session).id, now=kit.now()) is None
    assert states(kit.database)["archive"] is TaskState.ASKED  # the last day is still going on
    later(kit, days=1)
    upkeep.remind(scene.kit)
    assert scene.letters("question_reminder") == []
    for _ in range(2):
        upkeep.expire(scene.kit)
    assert states(kit.database)["archive"] is TaskState.SKIPPED
    with kit.database.reading() as session:
        part = scene.part(session)
        assert part.state is State.REVIEWING
        plan = planning.load(part.search_plan or "")
        assert briefing.haul(session, part.id, plan).missed == {LETTERS: NotReached.NOT_ANSWERED, NOTES: NotReached.NOT_ANSWERED}
        assert scene.question(session).ending is Ending.EXPIRED
        assert read.landing(session, scene.token, vault=kit.vault).standing is Standing.LATE
        names = session.execute(select(Event.name).where(Event.name.like("question%")).order_by(Event.id)).scalars().all()
        assert names == ["question_asked", "question_ended"]
        assert audit.verify(session) == []


def test_staff_go_on_without_it_before_the_time_is_over(kit: Kit) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        collect.go_on_without(session, scene.task(session).id, by=scene.by, now=kit.now())
    with kit.database.reading() as session:
        assert (scene.part(session).state, scene.question(session).ending) == (State.REVIEWING, Ending.WAIVED)
        assert read.landing(session, scene.token, vault=kit.vault).standing is Standing.OVER
    assert outcome(scene)["missed"] == {str(LETTERS): "not_answered", str(NOTES): "not_answered"}
    with pytest.raises(Conflict), kit.database.transaction() as session:
        questions.remind(session, scene.question(session).id, by=scene.by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_a_part_that_was_withdrawn_waits_for_nobody(kit: Kit) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        review.withdraw(session, scene.part_id, reason="found it", by=scene.by, now=kit.now(), vault=kit.vault, settings=kit.settings)
        assert read.landing(session, scene.token, vault=kit.vault).standing is Standing.OVER
    later(kit, days=20)
    upkeep.remind(scene.kit)
    upkeep.expire(scene.kit)
    assert scene.letters("question_reminder") == []
    with kit.database.reading() as session:
        assert scene.question(session).ending is None


def test_a_new_search_asks_anew_and_closes_the_old_link(kit: Kit) -> None:
    scene = asked(kit)
    later(kit, days=15)
    upkeep.expire(scene.kit)
    old = scene.token
    with kit.database.transaction() as session:
        collect.start(session, scene.part_id, move="recollect", by=scene.by, now=kit.now(), book=scene.kit.sources)
    work(scene.kit)
    assert scene.token != old
    with kit.database.reading() as session:
        assert read.landing(session, old, vault=kit.vault).standing is Standing.OVER
        assert read.landing(session, scene.token, vault=kit.vault).standing is Standing.OPEN


def test_a_question_is_never_taken_for_work_that_lost_its_worker(kit: Kit) -> None:
    scene = asked(kit)
    later(kit, days=3)
    with kit.database.transaction() as session:
        assert sweep.free(session, now=kit.now()) == 0
        assert sweep.collected(session) == []
        assert sweep.due(session, now=kit.now()) <= {"mail"}
    work(scene.kit)
    assert states(kit.database)["archive"] is TaskState.ASKED


def test_nothing_of_the_person_is_in_plain_in_any_row(kit: Kit) -> None:
    scene = asked(kit, archive(show_name=True), register())
    with kit.database.reading() as session:
        rows = [str(row) for table in Part.metadata.sorted_tables for row in session.execute(select(table))]
    assert not [row for row in rows if any(word in row for word in ("Carol", "havblik", "31000417", "Ærø", "archive@fjordtel"))]
    assert scene.token not in str(rows)
