"""A code to a line: who gets one, who gets none and notices nothing, what it proves, and how often it may be tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select

from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.line_checks import LineFacts, Unfit
from dsr.domain.proof import Control, Doubt, Method, ProofState, Sensitivity
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.models import DoubtRow, MessageState, Tenancy
from dsr.phone.base import TextMessage
from dsr.services import audit, proofs
from tests.services.customers import a_company
from tests.services.line_scene import (
    NORDLYS,
    NUMBER,
    Scene,
    a_scene,
    ask_code,
    days_ago,
    enter,
    events,
    newest,
    read_code,
    sent_code,
    tie,
    work,
)
from workers import upkeep

TYPED_FIRST = "20 20 20 20"  # has no earlier one to close


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return a_scene(kit)


def test_a_code_goes_to_the_line_and_proves_it(scene: Scene) -> None:
    ask_code(scene)
    (message,) = work(scene)
    assert isinstance(message, TextMessage)
    assert (message.to, message.locale) == (NUMBER, "da")
    for secret in ("Carol", "Havblik", scene.asked.receipt.reference, NUMBER):  # an SMS is read by many: it holds nothing of the person
        assert secret not in message.text
    enter(scene, read_code(message.text).replace(" ", ""))
    proof, _, _ = newest(scene)
    assert (proof.state, proof.method, proof.control, proof.code_hash) == (ProofState.PROVEN, Method.LINE_SMS, Control.EMPLOYER, None)
    with scene.kit.database.reading() as session:
        shown = proofs.shown(session, scene.request_id)
        assert [(one.method, one.kind) for one in shown] == [(Method.EMAIL_LINK, "email"), (Method.LINE_SMS, "phone_number")]
        assert audit.verify(session) == []


def test_it_proves_the_line_for_today_only(scene: Scene) -> None:
    enter(scene, sent_code(scene))
    with scene.kit.database.reading() as session:
        (row,) = session.execute(select(Tenancy).where(Tenancy.how == HowKnown.CODE)).scalars()
        assert (row.tenant, row.holder) == (NORDLYS, Holder.SUBJECT)
        assert row.starts_at is not None
        assert row.ends_at is not None
        assert (row.starts_at.isoformat(), row.ends_at.isoformat()) == ("2026-11-23T23:00:00+00:00", "2026-11-24T23:00:00+00:00")


def test_typed_on_a_later_day_it_says_nothing_of_that_day(scene: Scene) -> None:
    code = sent_code(scene)
    scene.kit.now.forward(hours=20)  # type: ignore[attr-defined]  # WCAG 2.2.1: there is a night to find the telephone
    enter(scene, code)
    assert newest(scene)[0].state is ProofState.PROVEN
    with scene.kit.database.reading() as session:
        assert session.execute(select(Tenancy).where(Tenancy.how == HowKnown.CODE)).first() is None


def test_the_line_of_a_sole_trader_is_their_own(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    with kit.database.transaction() as session:
        own = a_company(session, is_sole_trader=True).id
    tie(scene, company_id=own)
    enter(scene, sent_code(scene))
    assert newest(scene)[0].control is Control.PERSON
    with kit.database.reading() as session:
        assert proofs.reaches(session, scene.request_id, Right.ACCESS) == {Sensitivity.CONTACT, Sensitivity.USAGE}


def test_a_line_that_is_also_a_companys_is_the_companys(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    with kit.database.transaction() as session:
        own, other = a_company(session, is_sole_trader=True).id, a_company(session, "Havblik ApS", domain="havblik.example").id
    tie(scene, company_id=own)
    tie(scene, company_id=other, tenant="havblik.fjordtel.example")
    enter(scene, sent_code(scene))
    assert newest(scene)[0].control is Control.EMPLOYER


@pytest.mark.parametrize(("prepare", "why"), [
    (lambda scene: scene.lines.update({NUMBER: LineFacts(is_forwarded=True)}), Unfit.FORWARDED),
    (lambda scene: scene.lines.update({NUMBER: LineFacts(is_shared=True)}), Unfit.SHARED),
    (lambda scene: scene.lines.update({NUMBER: LineFacts(ported_at=days_ago(scene, 3))}), Unfit.PORTED),
    (lambda scene: scene.lines.update({NUMBER: LineFacts(swapped_at=days_ago(scene, 3))}), Unfit.SWAPPED),
    (lambda scene: scene.lines.update({NUMBER: LineFacts(reassigned_at=days_ago(scene, 3))}), Unfit.REASSIGNED),
    (lambda scene: tie(scene, holder=Holder.SHARED, window=Window()), Unfit.SHARED),
    (lambda scene: tie(scene, holder=Holder.OTHER, window=Window(days_ago(scene, 90), None)), Unfit.SHARED),
    (lambda scene: tie(scene, holder=Holder.OTHER, window=Window(None, days_ago(scene, 5))), Unfit.REASSIGNED),
    (lambda scene: tie(scene, how=HowKnown.EMPLOYER, window=Window(days_ago(scene, 5), None)), Unfit.REASSIGNED)])
def test_a_line_that_somebody_may_have_taken_over_gets_none_and_staff_learn_why(scene: Scene, prepare: Callable[[Scene], Any], why: Unfit) -> None:
    prepare(scene)
    ask_code(scene)
    assert work(scene) == []
    proof, message, left = newest(scene)
    assert (proof.state, proof.channel_token, left) == (ProofState.OPEN, None, {})
    assert (message.state, message.result_code) == (MessageState.FAILED, f"line_{why}")
    assert events(scene, "line_code_withheld") == [("line_code_withheld", {"proof": proof.id, "why": why.value})]
    with scene.kit.database.reading() as session:
        doubts = [row.ground for row in session.execute(select(DoubtRow)).scalars()]
    assert doubts == ([] if why is Unfit.SHARED else [Doubt.NUMBER_MOVED])


@pytest.mark.parametrize(("is_confirmed", "is_tied", "why"), [(True, False, "line_untied"), (False, False, "line_unconfirmed"),
                                                             (False, True, "line_unconfirmed")])
def test_a_line_that_nothing_ties_to_the_person_gets_none(kit: Kit, is_confirmed: bool, is_tied: bool, why: str) -> None:
    scene = a_scene(kit, is_confirmed=is_confirmed, is_tied=is_tied)
    ask_code(scene)
    assert work(scene) == []
    _, message, _ = newest(scene)
    assert (message.state, message.result_code) == (MessageState.QUEUED, why)


def test_an_earlier_code_ties_a_line_to_nobody(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    tie(scene, how=HowKnown.CODE, source_key=None)
    ask_code(scene)
    assert work(scene) == []


def test_the_network_is_not_asked_about_lines_of_strangers(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    scene.lines[NUMBER] = LineFacts(swapped_at=days_ago(scene, 1))
    ask_code(scene)
    work(scene)
    assert newest(scene)[1].result_code == "line_untied"  # and not what the network knows
    with kit.database.reading() as session:
        assert session.execute(select(DoubtRow)).first() is None


def test_a_code_waits_until_a_source_ties_the_line_to_the_person(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    ask_code(scene)
    assert work(scene) == []
    tie(scene)
    scene.kit.now.forward(hours=1)  # type: ignore[attr-defined]
    (message,) = work(scene)
    assert isinstance(message, TextMessage)
    enter(scene, read_code(message.text))
    assert newest(scene)[0].state is ProofState.PROVEN


def test_what_never_left_opens_nothing_should_it_be_guessed(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    ask_code(scene)
    code = str(newest(scene)[2]["code"])
    with pytest.raises(NotAllowed, match="wrong_code"):
        enter(scene, code)


def test_what_was_withheld_opens_nothing_should_it_be_guessed(scene: Scene) -> None:
    scene.lines[NUMBER] = LineFacts(is_forwarded=True)
    ask_code(scene)
    code = str(newest(scene)[2]["code"])
    assert work(scene) == []
    with pytest.raises(NotAllowed, match="wrong_code"):
        enter(scene, code)


def test_a_line_that_went_to_somebody_else_meanwhile_is_not_proven(scene: Scene) -> None:
    code = sent_code(scene)
    tie(scene, holder=Holder.OTHER, window=Window(days_ago(scene, 1), None))
    with pytest.raises(NotAllowed, match="wrong_code"):
        enter(scene, code)


def test_asking_does_the_same_whichever_number_was_typed(kit: Kit) -> None:
    """N24: the very same statements, so that neither the page nor its time tells whether a number is known."""
    scene = a_scene(kit)
    seen: list[str] = []
    event.listen(kit.database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    ways: list[list[str]] = []
    for number in (TYPED_FIRST, "+45 31 00 04 17", "+45 31 99 99 99", "+46 70 123 45 67"):
        seen.clear()
        ask_code(scene, number)
        ways.append(list(seen))
    assert ways[1] == ways[2] == ways[3]
    assert len(ways[1]) > 10


def test_only_the_newest_opens_and_only_once(scene: Scene) -> None:
    first, second = sent_code(scene), sent_code(scene)
    with pytest.raises(NotAllowed, match="wrong_code"):
        enter(scene, first)
    enter(scene, second)
    with pytest.raises(NotAllowed, match="locked"):
        enter(scene, second)


def test_a_code_that_was_replaced_before_it_left_does_not_leave(scene: Scene) -> None:
    ask_code(scene)
    ask_code(scene)
    assert len(work(scene)) == 1
    with scene.kit.database.reading() as session:
        assert audit.verify(session) == []


def test_after_too_many_wrong_ones_it_is_closed_whether_it_left_or_not(scene: Scene) -> None:
    code = sent_code(scene)
    for _ in range(scene.kit.settings.max_wrong_codes - 1):
        with pytest.raises(NotAllowed, match="wrong_code"):
            enter(scene, "0000 0000" if code != "0000 0000" else "1111 1111")
    with pytest.raises(NotAllowed, match="locked"):
        enter(scene, "x")
    with pytest.raises(NotAllowed, match="locked"):
        enter(scene, code)
    assert newest(scene)[0].state is ProofState.FAILED


def test_it_ends_after_its_hours_and_is_forgotten(scene: Scene) -> None:
    code = sent_code(scene)
    scene.kit.now.forward(hours=scene.kit.settings.line_code_hours)  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed, match="locked"):
        enter(scene, code)
    upkeep.codes(scene.kit)
    assert newest(scene)[0].state is ProofState.EXPIRED
    assert events(scene, "line_code_withheld") == []


def test_staff_learn_that_a_code_never_left(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    ask_code(scene)
    scene.kit.now.forward(hours=scene.kit.settings.line_code_hours)  # type: ignore[attr-defined]
    upkeep.codes(scene.kit)
    assert [facts["why"] for _, facts in events(scene, "line_code_withheld")] == ["untied"]
    assert newest(scene)[2] == {}
    assert work(scene) == []
    assert newest(scene)[1].state is MessageState.FAILED


@pytest.mark.parametrize("typed", ["614", "", "none", "112", "+45", "carol@havblik.example", "1" * 50])
def test_what_is_no_whole_number_is_said_at_once(scene: Scene, typed: str) -> None:
    with pytest.raises(InvalidInput, match="bad_number"):
        ask_code(scene, typed)


def test_a_number_that_costs_the_caller_gets_none(kit: Kit) -> None:
    scene = a_scene(kit, is_tied=False)
    tie(scene, "+449098790000")
    ask_code(scene, "+44 909 879 0000")
    assert work(scene) == []
    assert newest(scene)[1].result_code == "line_costly"


def test_a_message_that_left_holds_its_code_no_more(scene: Scene) -> None:
    sent_code(scene)
    assert newest(scene)[2] == {}


def test_no_number_and_no_code_is_in_what_is_recorded(scene: Scene) -> None:
    enter(scene, code := sent_code(scene))
    with scene.kit.database.reading() as session:
        facts = " ".join(one.facts for one in audit.trail(session, scene.request_id))
    for secret in (NUMBER, "31000417", code, code.replace(" ", "")):
        assert secret not in facts
