"""What a search has given so far, and what the answer will say is missing."""

from __future__ import annotations

import pytest

from dsr.db import Database
from dsr.domain.answer import EntityFacts
from dsr.domain.graph import Plan
from dsr.domain.words import NotReached, Right, State, Withheld
from dsr.domain.work import TaskState
from dsr.services import answer, briefing
from dsr.vault import Vault
from tests.factories import NOW
from tests.services.read_rows import CONTACTS, LINKS, PLAN, SOURCES, USERS, VOICEMAIL, a_lone_part, a_response, a_stage, request_page

FAILED, DONE, SKIPPED = TaskState.FAILED, TaskState.DONE, TaskState.SKIPPED


def test_a_stage_shows_what_it_found_and_what_of_it_is_withheld(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault)
        a_stage(session, part, 0, found={CONTACTS: 2, LINKS: 3}, rows_seen=5)
        a_stage(session, part, 1, found={USERS: 0, VOICEMAIL: 7}, rows_seen=7)
    crm, pbx = request_page(database, vault).parts[0].tasks
    assert (crm.source_label, crm.rows, crm.is_settled, crm.is_failed) == ("Customer system", 5, True, False)
    assert [(one.address, one.label, one.found, one.withheld, one.why, one.has_rows) for one in (*crm.collections, *pbx.collections)] == [
        (CONTACTS, "Contacts", 2, 0, None, True), (LINKS, "Links", 3, 3, Withheld.NO_PERSONAL_DATA, False), (USERS, "Users", 0, 0, None, False),
        (VOICEMAIL, "Voicemail", 7, 7, Withheld.PROCESSOR, True)]
    assert [one.is_withheld_for_company for one in pbx.collections] == [False, True]


def test_of_a_shared_line_only_the_number_of_rows_is_kept(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault)
        a_stage(session, part, 0, found={CONTACTS: 3, LINKS: 2}, shared={CONTACTS: 1, LINKS: 2})
        a_stage(session, part, 1, found={USERS: 2, VOICEMAIL: 7}, shared={USERS: 2, VOICEMAIL: 4})
    crm, pbx = request_page(database, vault).parts[0].tasks
    assert [(one.address, one.withheld, one.shared, one.otherwise, one.why, one.has_rows) for one in (*crm.collections, *pbx.collections)] == [
        (CONTACTS, 1, 1, 0, None, True), (LINKS, 2, 2, 0, None, False), (USERS, 2, 2, 0, None, False),
        (VOICEMAIL, 7, 4, 3, Withheld.PROCESSOR, True)]


@pytest.mark.parametrize(("locale", "names"), [("en", ["Customer system", "Contacts"]), ("da", ["Kundesystem", "Kontakter"]),
                                               ("fi", ["Customer system", "Contacts"])])
def test_names_are_in_the_language_of_the_reader(database: Database, vault: Vault, locale: str, names: list[str]) -> None:
    with database.transaction() as session:
        a_stage(session, a_lone_part(session, vault), 0, found={CONTACTS: 2})
    (task,) = request_page(database, vault, locale=locale).parts[0].tasks
    assert [task.source_label, task.collections[0].label] == names


def test_what_the_mapping_no_longer_knows_keeps_its_name(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_stage(session, a_lone_part(session, vault), 0, found={CONTACTS: 2})
    part = request_page(database, vault, sources=()).parts[0]
    assert (part.tasks[0].source_label, part.tasks[0].collections[0].label, part.tasks[0].collections[0].withheld) == ("Crm", CONTACTS, 0)
    assert USERS in [gap.label for gap in part.gaps]


@pytest.mark.parametrize(("state", "code", "shown"), [
    (TaskState.READY, "source_unavailable", "source_unavailable"), (TaskState.RUNNING, None, None), (FAILED, "source_refused", "source_refused"),
    (SKIPPED, "source_refused", None), (DONE, None, None)])
def test_trouble_is_shown_until_it_is_settled(database: Database, vault: Vault, state: TaskState, code: str | None, shown: str | None) -> None:
    with database.transaction() as session:
        a_stage(session, a_lone_part(session, vault), 0, state, code=code, attempts=3, rows_seen=17)
    (task,) = request_page(database, vault).parts[0].tasks
    assert (task.state, task.code, task.attempts) == (state, shown, 3)
    assert task.rows == (17 if state is TaskState.RUNNING else 0)


def test_only_the_last_round_counts(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault)
        a_stage(session, part, 0, FAILED, missed={CONTACTS: "refused", LINKS: "refused"})
        a_stage(session, part, 0, round_=2, found={CONTACTS: 1, LINKS: 0})
        a_stage(session, part, 1, round_=2, found={USERS: 0, VOICEMAIL: 0})
    part_line = request_page(database, vault).parts[0]
    assert [task.is_failed for task in part_line.tasks] == [False, False]
    assert {gap.why for gap in part_line.gaps} == {NotReached.NO_PATH, NotReached.IDENTITY_NOT_GIVEN}


Stages = list[tuple[int, TaskState, dict[str, int] | None, dict[str, str] | None]]
STATIC = {"Telephone system: Attic": NotReached.NO_PATH, "Telephone system: Faxes": NotReached.IDENTITY_NOT_GIVEN}
PBX = ("Telephone system: Users", "Telephone system: Voicemail")
LOST = {CONTACTS: "refused", LINKS: "misconfigured"}
GAPS = [
    ("waiting for the first", [(0, TaskState.RUNNING, None, None), (1, TaskState.WAITING, None, None)], {}),
    ("tried again by itself", [(0, TaskState.READY, None, None), (1, TaskState.WAITING, None, None)], {}),
    ("staff try it again", [(0, TaskState.READY, {CONTACTS: 1}, {LINKS: "unavailable"}), (1, TaskState.WAITING, None, None)], {}),
    ("all found", [(0, DONE, {CONTACTS: 1, LINKS: 1}, {}), (1, DONE, {USERS: 1, VOICEMAIL: 0}, {})], {}),
    ("the second failed", [(0, DONE, {CONTACTS: 1, LINKS: 1}, {}), (1, FAILED, {}, {USERS: "unavailable", VOICEMAIL: "unavailable"})],
     dict.fromkeys(PBX, NotReached.UNAVAILABLE)),
    ("gone on without the first", [(0, SKIPPED, {}, LOST), (1, DONE, {USERS: 0, VOICEMAIL: 0}, {})],
     {"Customer system: Contacts": NotReached.REFUSED, "Customer system: Links": NotReached.MISCONFIGURED,
      **dict.fromkeys(PBX, NotReached.UPSTREAM)}),
    ("a stage that never came", [(0, DONE, {CONTACTS: 1, LINKS: 1}, {})], dict.fromkeys(PBX, NotReached.UNAVAILABLE)),
]


@pytest.mark.parametrize(("stages", "gaps"), [case[1:] for case in GAPS], ids=[case[0] for case in GAPS])
def test_what_is_missing_is_named_once_it_is_certain(database: Database, vault: Vault, stages: Stages,
                                                     gaps: dict[str, NotReached]) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault)
        for number, state, found, missed in stages:
            a_stage(session, part, number, state, found=found, missed=missed)
    shown = request_page(database, vault).parts[0].gaps
    assert {gap.label: gap.why for gap in shown} == {**STATIC, **gaps}
    assert len(shown) == len(STATIC) + len(gaps)


@pytest.mark.parametrize("stages", [case[1] for case in GAPS[3:]], ids=[case[0] for case in GAPS[3:]])
def test_the_desk_and_the_answer_name_the_same_gaps_and_withhold_the_same_rows(
        database: Database, vault: Vault, stages: Stages) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault)
        for number, state, found, missed in stages:
            a_stage(session, part, number, state, found=found, missed=missed)
        haul = briefing.haul(session, part.id, PLAN)
    entity = EntityFacts("", "", "DK", "UTC", "", "", "")
    written = answer.assemble(answer.Occasion("R", Right.ACCESS, "en", entity, NOW), PLAN, SOURCES, haul)
    shown = request_page(database, vault).parts[0]
    assert [gap.why for gap in shown.gaps] == [gap.why for gap in written.gaps]
    assert [(one.address, one.found, one.withheld) for task in shown.tasks for one in task.collections] == [
        (str(table.address), table.found, sum(table.withheld.values())) for table in written.tables]


def test_an_identity_that_no_mapping_knows_is_a_gap(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault, plan=Plan((), unknown_kinds=("badge_number",)))
    assert [(gap.label, gap.why) for gap in request_page(database, vault).parts[0].gaps] == [("badge number", NotReached.NO_PATH)]


def test_before_a_search_there_is_neither_stage_nor_gap(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault, State.TRIAGE, plan=None)
    part = request_page(database, vault).parts[0]
    assert (part.tasks, part.gaps, part.responses, part.can_resend) == ((), (), (), False)


@pytest.mark.parametrize(("state", "code", "is_written", "trouble"), [
    (DONE, None, True, None), (TaskState.READY, None, False, None), (TaskState.RUNNING, None, False, None),
    (FAILED, "result_failed_check", False, "result_failed_check")])
def test_an_answer_says_where_it_stands(database: Database, vault: Vault, state: TaskState, code: str | None, is_written: bool,
                                        trouble: str | None) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault, State.DELIVERING if is_written else State.REVIEWING)
        a_response(session, part, state=state, code=code)
    part_line = request_page(database, vault).parts[0]
    answers, draft = part_line.responses, part_line.draft
    assert ([one.number for one in answers], draft is None, part_line.can_resend) == ([1] if is_written else [], is_written, is_written)
    assert (draft.trouble.code if draft and draft.trouble else None) == trouble
    assert part_line.tasks == ()


def test_answers_are_counted_without_drafts_and_each_has_its_own_writing(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault, State.REVIEWING)
        a_response(session, part, number=1, state=TaskState.SKIPPED).superseded_at = NOW
        a_response(session, part, number=2)
        a_response(session, part, number=3, state=FAILED, code="vault")
    line = request_page(database, vault).parts[0]
    (answer,) = line.responses
    assert (answer.number, answer.status, answer.trouble) == (1, "complete", None)
    assert line.draft is not None
    assert (line.draft.number, line.draft.status, line.draft.trouble is not None) == (3, None, True)
