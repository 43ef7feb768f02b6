"""Staff decide about a field, a row or a collection: who may, what may be decided, and what holds up the approval until it is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from dsr.domain.capability import ROLES, Capability, StaffRole
from dsr.domain.choices import REASONS, Act, ChoiceReason, Target
from dsr.domain.dataset import Address
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Outdated, SourceRefused
from dsr.domain.parties import Party
from dsr.domain.policy import Treatment
from dsr.domain.words import NotReached, Role, State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.models import DisclosureChoice, Event, Part, Task
from dsr.services import briefing, choices, collect, planning, policies
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.carol import part_of
from tests.services.choosing import AGREED, LAW, LOGS, Desk, a_desk


@pytest.fixture
def desk(kit: Kit) -> Desk:
    return a_desk(kit)


def rows(kit: Kit) -> list[DisclosureChoice]:
    with kit.database.reading() as session:
        return list(session.execute(select(DisclosureChoice).order_by(DisclosureChoice.id)).scalars())


def test_a_choice_is_kept_with_who_when_and_why_and_its_words_are_sealed(desk: Desk) -> None:
    desk.choose(row=2, note="It is Bo's, not hers.")
    (row,) = rows(desk.kit)
    assert (row.address, row.field, row.row_number, row.act, row.reason, row.staff_id, row.made_at) == (
        LOGS, "", 2, Act.LEAVE_OUT, LAW, desk.by.id, desk.kit.now())
    assert b"Bo" not in (row.note or b"")
    with desk.kit.database.transaction() as session:
        part = session.get_one(Part, desk.asked.part_id)
        handle = key_of(session, part.request_id, KeyClass.CASE, vault=desk.kit.vault)
        assert handle.open(row.note or b"", choices.note_place(part, Target(LOGS, "", 2))) == b"It is Bo's, not hers."
        facts = session.execute(select(Event.facts).where(Event.name == "disclosure_chosen")).scalar_one()
    assert json.loads(facts) == {"part": 1, "address": LOGS, "act": "leave_out", "row": 3, "reason": "law"}


@pytest.mark.parametrize("role", StaffRole)
def test_only_who_reviews_decides(desk: Desk, role: StaffRole) -> None:
    by = replace(desk.by, capabilities=ROLES[role])
    if Capability.REVIEW in by.capabilities:
        desk.choose(by=by)
    else:
        with pytest.raises(NotAllowed):
            desk.choose(by=by)
    assert len(rows(desk.kit)) == int(Capability.REVIEW in by.capabilities)


@pytest.mark.parametrize(("target", "error"), [
    ({"field": "nothing"}, NotFound), ({"row": 4}, NotFound), ({"row": -1}, NotFound), ({"address": "web.nothing"}, NotFound),
    ({"address": ""}, NotFound), ({"field": "peer", "row": 1}, NotFound)])
def test_what_is_not_in_the_answer_is_not_decided(desk: Desk, target: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.choose(**target)  # type: ignore[arg-type]
    assert rows(desk.kit) == []


def test_of_a_companys_rows_nothing_is_decided_here(kit: Kit) -> None:
    desk = a_desk(kit, Role.PROCESSOR)
    with pytest.raises(NotFound):
        desk.choose()


@pytest.mark.parametrize("state", [state for state in State if state not in (State.REVIEWING, State.CLOSED)])
def test_only_in_review(desk: Desk, state: State) -> None:
    with desk.kit.database.transaction() as session:
        session.execute(update(Part).values(state=state))
    with pytest.raises(Conflict):
        desk.choose()


@pytest.mark.parametrize("act", [Act.LEAVE_OUT, Act.UNCOVER, Act.KEEP_HIDDEN])
@pytest.mark.parametrize("reason", [None, *ChoiceReason])
def test_each_act_has_reasons_of_its_own(desk: Desk, act: Act, reason: ChoiceReason | None) -> None:
    if reason in REASONS[act]:
        desk.choose(act, reason, field="peer")
    else:
        with pytest.raises(InvalidInput):
            desk.choose(act, reason, field="peer")


@pytest.mark.parametrize("act", [Act.UNCOVER, Act.KEEP_HIDDEN])
def test_a_single_row_is_only_left_out(desk: Desk, act: Act) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.choose(act, REASONS[act][0], row=1)
    assert refused.value.facts["problem"] == "only_left_out"


@pytest.mark.parametrize("field", ["said", "pass", "at"])
def test_a_secret_is_never_uncovered_and_neither_is_what_is_not_hidden(desk: Desk, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.choose(Act.UNCOVER, AGREED, field=field)
    assert refused.value.facts["problem"] == "never_shown"


def test_who_uncovers_says_why_in_words(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.choose(Act.UNCOVER, AGREED, field="peer", note=" ")
    desk.choose(Act.LEAVE_OUT, LAW, field="peer", note=" ")
    assert rows(desk.kit)[0].note is None


def test_what_is_uncovered_is_shown_when_it_is_collected_again_and_not_before(desk: Desk) -> None:
    assert desk.cells(2) == [None] * 4
    desk.choose(Act.UNCOVER, AGREED, field="peer")
    assert desk.owes() == "again: web.logs.peer"
    desk.collect("recollect")
    assert desk.cells(2) == ["peer1", "peer2", "peer3", "peer4"]
    assert desk.owes() == ""
    with desk.kit.database.reading() as session:
        seen = choices.seen_now(session, desk.asked.part_id)[LOGS].masked
    assert {name: dict(counts) for name, counts in seen.uncovered.items()} == {"peer": {"network": 4}}


def test_only_the_source_of_what_is_uncovered_is_looked_at_again(desk: Desk) -> None:
    desk.choose(Act.UNCOVER, AGREED, field="peer")
    desk.again()
    assert desk.cells(2) == ["peer1", "peer2", "peer3", "peer4"]
    assert desk.owes() == ""
    assert desk.attempts() == {"web": (1, 2), "crm": (1, 1)}
    with desk.kit.database.reading() as session:
        assert part_of(session, desk.asked).state is State.REVIEWING
    desk.choose(Act.TAKE_BACK, None, field="peer")
    desk.again()
    assert (desk.cells(2), desk.owes()) == ([None] * 4, "")


def test_choices_about_rows_are_made_anew_when_their_source_was_looked_at_again(desk: Desk) -> None:
    desk.choose(row=1)
    desk.choose(Act.UNCOVER, AGREED, field="peer")
    desk.again("crm.people")
    assert desk.owes() == "again: web.logs.peer"
    desk.again()
    assert desk.owes() == "rows: 2"


def test_a_source_that_refuses_the_second_look_waits_for_staff_and_is_a_gap_if_they_go_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.choose(Act.UNCOVER, AGREED, field="peer")
    monkeypatch.setattr("dsr.services.perform.scan", _refused)
    desk.again()
    monkeypatch.undo()
    with desk.kit.database.transaction() as session:
        (failed,) = session.execute(select(Task).where(Task.state == TaskState.FAILED)).scalars()
        collect.go_on_without(session, failed.id, by=desk.by, now=desk.kit.now())
        part = part_of(session, desk.asked)
        assert part.state is State.REVIEWING
        assert briefing.haul(session, part.id, planning.load(part.search_plan or "")).missed == {Address("web", "logs"): NotReached.REFUSED}


def _refused(*_args: object) -> None:
    raise SourceRefused(source="web", address=LOGS)


def test_by_another_policy_nothing_is_looked_at_again_alone(desk: Desk) -> None:
    desk.choose(Act.UNCOVER, AGREED, field="peer")
    with desk.kit.database.transaction() as session:
        policies.change(session, "DK", Role.CONTROLLER, {Party.CONTENT: Treatment.MASKED}, digits=3, since=0, reason="x", by=desk.by,
                        now=desk.kit.now())
    with pytest.raises(Outdated):
        desk.again()


@pytest.mark.parametrize(("address", "role", "error"), [("web.none", StaffRole.MANAGER, NotFound), (LOGS, StaffRole.READER, NotAllowed)])
def test_who_may_not_or_where_there_is_nothing_no_source_is_looked_at(desk: Desk, address: str, role: StaffRole, error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.again(address, replace(desk.by, capabilities=ROLES[role]))
    assert desk.attempts() == {"web": (1, 1), "crm": (1, 1)}


def test_a_whole_collection_is_uncovered_but_for_its_secrets(desk: Desk) -> None:
    desk.choose(Act.UNCOVER, AGREED)
    desk.collect("recollect")
    assert (desk.cells(2), desk.cells(3), desk.cells(4)) == (
        ["peer1", "peer2", "peer3", "peer4"], ["said1", "said2", None, "said4"], [None] * 4)
    assert desk.owes() == ""


def test_what_was_uncovered_and_taken_back_is_hidden_again_before_the_answer_leaves(desk: Desk) -> None:
    desk.choose(Act.UNCOVER, AGREED, field="peer")
    desk.collect("recollect")
    desk.choose(Act.TAKE_BACK, None, field="peer")
    assert desk.owes() == "again: web.logs.peer"
    desk.collect("recollect")
    assert (desk.cells(2), desk.owes()) == ([None] * 4, "")


def test_what_the_policy_leaves_to_staff_holds_up_the_answer_until_they_decide(kit: Kit) -> None:
    desk = a_desk(kit, staff_decide=Party.NETWORK)
    assert desk.cells(2) == [None] * 4
    assert desk.owes() == "staff: web.logs.peer"
    desk.choose(Act.LEAVE_OUT, LAW, row=0)
    assert desk.owes() == "staff: web.logs.peer"  # that decides nothing about the other rows
    desk.choose(Act.KEEP_HIDDEN, LAW, field="peer")
    assert desk.owes() == ""
    desk.choose(Act.TAKE_BACK, None, field="peer")
    assert desk.owes() == "staff: web.logs.peer"


@pytest.mark.parametrize(("act", "reason", "field"), [
    (Act.KEEP_HIDDEN, LAW, ""), (Act.LEAVE_OUT, LAW, "peer"), (Act.LEAVE_OUT, LAW, "")])
def test_each_of_these_is_a_decision(kit: Kit, act: Act, reason: ChoiceReason, field: str) -> None:
    desk = a_desk(kit, staff_decide=Party.NETWORK)
    desk.choose(act, reason, field=field)
    assert desk.owes() == ""


def test_a_choice_about_a_row_counts_for_the_rows_that_were_looked_at_and_no_others(desk: Desk) -> None:
    desk.choose(row=1)
    desk.choose(row=3)
    desk.choose(field="at")
    assert [one.target for one in desk.force()] == [Target(LOGS, "", 1), Target(LOGS, "", 3), Target(LOGS, "at")]
    desk.collect("recollect")
    assert [one.target for one in desk.force()] == [Target(LOGS, "at")]
    assert desk.owes() == "rows: 2, 4"
    desk.choose(row=1)
    desk.choose(Act.TAKE_BACK, None, row=3)
    assert desk.owes() == ""
    assert [one.target for one in desk.force()] == [Target(LOGS, "", 1), Target(LOGS, "at")]


def test_what_was_not_decided_is_not_taken_back(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.choose(Act.TAKE_BACK, None, row=1)
    desk.choose(row=1)
    desk.choose(Act.TAKE_BACK, None, row=1)
    with pytest.raises(NotFound):
        desk.choose(Act.TAKE_BACK, None, row=1)


def test_a_choice_is_never_changed(desk: Desk) -> None:
    desk.choose(row=1)
    with pytest.raises(Exception, match="append-only"), desk.kit.database.transaction() as session:
        session.execute(update(DisclosureChoice).values(reason=AGREED))
