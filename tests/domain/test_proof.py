"""What is enough for which right and kind of data: the table with its cases, and what holds whatever is proven."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.proof import STRONG, TABLE, Bar, Control, Doubt, Method, Need, Sensitivity, Shown, helps, missing, reach, suffices, ways
from dsr.domain.words import Right

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONTACT, USAGE, CONTENT = Sensitivity.CONTACT, Sensitivity.USAGE, Sensitivity.CONTENT


def a(method: Method, control: Control, kind: str | None = None) -> Shown:
    return Shown(method, control, kind, AT)


WORK_MAIL = a(Method.EMAIL_LINK, Control.EMPLOYER, "email")
OWN_MAIL = a(Method.EMAIL_LINK, Control.PERSON, "email")
WORK_SMS = a(Method.LINE_SMS, Control.EMPLOYER, "phone_number")
OWN_SMS = a(Method.LINE_SMS, Control.PERSON, "phone_number")
OWN_CALL = a(Method.LINE_CALL, Control.PERSON, "phone_number")
EID = a(Method.EID, Control.PERSON)
WORD = a(Method.EMPLOYER, Control.EMPLOYER)
WORD_OF_NUMBER = a(Method.EMPLOYER, Control.EMPLOYER, "phone_number")
NOTICE = a(Method.NOTICE, Control.PERSON)
WORK_NOTICE = a(Method.NOTICE, Control.EMPLOYER)          # nobody was told but at channels of the employer
CALLED_BACK = a(Method.CALL_BACK, Control.PERSON, "phone_number")
CALLED_WORK = a(Method.CALL_BACK, Control.EMPLOYER, "phone_number")
POSTED = a(Method.POSTED_CODE, Control.PERSON)
POSTED_TO_WORK = a(Method.POSTED_CODE, Control.EMPLOYER)
OTHER = a(Method.OTHER, Control.PERSON)
OVERRIDE = a(Method.OVERRIDE, Control.US, "email")
OVERRIDE_OF_NOBODY = a(Method.OVERRIDE, Control.US)

ACCESS: tuple[tuple[str, tuple[Shown, ...], set[Sensitivity]], ...] = (
    ("nothing", (), set()),
    ("mailbox at work", (WORK_MAIL,), {CONTACT}),
    ("own mailbox", (OWN_MAIL,), {CONTACT}),
    ("own mailbox twice", (OWN_MAIL, OWN_MAIL), {CONTACT}),
    ("own line", (OWN_SMS,), {CONTACT}),
    ("own line by message, by call and called back is one line", (OWN_SMS, OWN_CALL, CALLED_BACK), {CONTACT}),
    ("the company's word of nobody's number", (WORD,), set()),
    ("the company's word of a number", (WORD_OF_NUMBER,), {CONTACT}),
    ("mailbox, SIM and word of the employer count once", (WORK_MAIL, WORK_SMS, WORD_OF_NUMBER), {CONTACT}),
    ("and a call-back to its own switchboard adds nothing", (WORK_MAIL, WORK_SMS, WORD_OF_NUMBER, CALLED_WORK, POSTED_TO_WORK), {CONTACT}),
    ("nor does a notice that went to the employer alone", (WORK_MAIL, WORK_NOTICE), {CONTACT}),
    ("mailbox at work and own line", (WORK_MAIL, OWN_SMS), {CONTACT, USAGE}),
    ("own mailbox and SIM of the employer", (OWN_MAIL, WORK_SMS), {CONTACT, USAGE}),
    ("own mailbox and own line", (OWN_MAIL, OWN_SMS), {CONTACT, USAGE}),
    ("mailbox at work and a notice to the person", (WORK_MAIL, NOTICE), {CONTACT, USAGE}),
    ("a notice is not enough for content", (WORK_MAIL, WORK_SMS, OWN_SMS, NOTICE), {CONTACT, USAGE}),
    ("nor is what staff accepted instead", (WORK_MAIL, OTHER), {CONTACT, USAGE}),
    ("electronic identity alone: a name is many people's", (EID,), set()),
    ("nor does it make an address theirs", (a(Method.EID, Control.PERSON, "email"),), set()),
    ("electronic identity and a notice are nobody's record", (EID, NOTICE), set()),
    ("mailbox at work and electronic identity", (WORK_MAIL, EID), {CONTACT, USAGE, CONTENT}),
    ("mailbox at work and a call-back to a private number", (WORK_MAIL, CALLED_BACK), {CONTACT, USAGE, CONTENT}),
    ("mailbox at work and a call-back to work", (WORK_MAIL, CALLED_WORK, NOTICE), {CONTACT, USAGE}),
    ("a posted code alone: others open letters too", (POSTED,), {CONTACT}),
    ("posted code and own line", (POSTED, OWN_SMS), {CONTACT, USAGE, CONTENT}),
    ("posted code and call-back, without email", (POSTED, CALLED_BACK), {CONTACT, USAGE, CONTENT}),
    ("a code posted to the company, with own line", (POSTED_TO_WORK, OWN_SMS), {CONTACT, USAGE}),
    ("the privacy manager's override", (OVERRIDE,), {CONTACT, USAGE, CONTENT}),
    ("an override that names no record is of no record", (OVERRIDE_OF_NOBODY,), set()),
    ("mailbox at work and override of the person", (WORK_MAIL, OVERRIDE_OF_NOBODY), {CONTACT, USAGE, CONTENT}),
)


@pytest.mark.parametrize(("proofs", "given_"), [case[1:] for case in ACCESS], ids=[case[0] for case in ACCESS])
def test_access(proofs: tuple[Shown, ...], given_: set[Sensitivity]) -> None:
    assert reach(Right.ACCESS, proofs) == given_


@pytest.mark.parametrize("right", [Right.ERASURE, Right.RECTIFICATION])
@pytest.mark.parametrize(("proofs", "given_"), [
    ((), set()), ((EID,), set()), ((WORK_MAIL,), {CONTACT, USAGE}), ((WORK_MAIL, WORK_SMS), {CONTACT, USAGE}),
    ((WORK_MAIL, NOTICE), {CONTACT, USAGE, CONTENT}), ((OWN_MAIL, OWN_SMS), {CONTACT, USAGE, CONTENT})])
def test_to_delete_or_correct_takes_one_step_less(right: Right, proofs: tuple[Shown, ...], given_: set[Sensitivity]) -> None:
    assert reach(right, proofs) == given_


@pytest.mark.parametrize(("sensitivity", "proofs", "needs"), [
    (CONTACT, (), (Need.TIE,)),
    (CONTACT, (EID,), (Need.TIE,)),
    (USAGE, (), (Need.TIE, Need.OWN)),
    (USAGE, (WORK_MAIL, WORK_SMS), (Need.OWN,)),
    (USAGE, (OWN_MAIL,), (Need.SECOND,)),
    (USAGE, (WORK_MAIL, NOTICE), ()),
    (CONTENT, (WORK_MAIL, NOTICE), (Need.STRONG,)),
    (CONTENT, (WORK_MAIL,), (Need.OWN, Need.STRONG)),
    (CONTENT, (EID,), (Need.TIE,)),
    (CONTENT, (WORK_MAIL, EID), ()),
])
def test_what_is_missing_is_named(sensitivity: Sensitivity, proofs: tuple[Shown, ...], needs: tuple[Need, ...]) -> None:
    assert missing(Right.ACCESS, sensitivity, proofs) == needs


@pytest.mark.parametrize("doubt", Doubt)
def test_an_open_doubt_holds_what_was_proven(doubt: Doubt) -> None:
    given_ = reach(Right.ACCESS, (WORK_MAIL, EID), [doubt])
    assert given_ == ({CONTACT} if doubt in (Doubt.EMPLOYER_MAY_POSE, Doubt.NUMBER_MOVED) else set())


def test_the_table_knows_every_right_and_kind_of_data() -> None:
    assert set(TABLE) == {(right, sensitivity) for right in Right for sensitivity in Sensitivity}
    assert all(TABLE[right, USAGE] <= TABLE[Right.ACCESS, USAGE] for right in Right)


def test_every_need_has_a_way() -> None:
    assert all(ways(need) for need in Need)
    assert ways(Need.STRONG) == STRONG
    assert Method.EMPLOYER not in ways(Need.OWN)


@pytest.mark.parametrize(("owed", "may_help"), [
    ((), False), ((Need.TIE,), False), ((Need.STRONG,), False), ((Need.OWN,), True), ((Need.SECOND, Need.STRONG), True)])
def test_a_notice_may_help_where_something_of_ones_own_or_a_second_thing_is_missing(owed: tuple[Need, ...], may_help: bool) -> None:
    assert helps(Method.NOTICE, owed) is may_help


PROOFS = st.lists(st.builds(Shown, st.sampled_from(Method), st.sampled_from(Control), st.sampled_from([None, "email", "phone_number"]), st.just(AT)))
RIGHTS, KINDS = st.sampled_from(Right), st.sampled_from(Sensitivity)


@given(PROOFS, RIGHTS)
def test_more_data_never_takes_less_proof(proofs: list[Shown], right: Right) -> None:
    held = [suffices(right, one, proofs) for one in (CONTACT, USAGE, CONTENT)]
    assert held == sorted(held, reverse=True)


@given(PROOFS, st.builds(Shown, st.sampled_from(Method), st.sampled_from(Control), st.none(), st.just(AT)), RIGHTS, KINDS)
def test_another_proof_never_takes_away(proofs: list[Shown], more: Shown, right: Right, kind: Sensitivity) -> None:
    assert not suffices(right, kind, proofs) or suffices(right, kind, [*proofs, more])


@given(st.lists(st.builds(Shown, st.sampled_from(Method), st.just(Control.EMPLOYER), st.sampled_from([None, "email", "phone_number"]), st.just(AT))),
       RIGHTS)
def test_whatever_the_employer_controls_reaches_no_usage_and_no_content(proofs: list[Shown], right: Right) -> None:
    assert not any(suffices(right, kind, proofs) for kind in Sensitivity if TABLE[right, kind] >= Bar.OWN)


@given(PROOFS, RIGHTS, KINDS)
def test_proofs_that_the_employer_controls_count_once(proofs: list[Shown], right: Right, kind: Sensitivity) -> None:
    """Three of its proofs are no more than the best of them: a tie."""
    theirs = [one for one in proofs if one.control is Control.EMPLOYER]
    tie = [a(Method.EMAIL_LINK, Control.EMPLOYER, "email")] if theirs else []
    others = [one for one in proofs if one.control is not Control.EMPLOYER]
    assert not suffices(right, kind, proofs) or suffices(right, kind, [*others, *tie])


@given(PROOFS, RIGHTS, KINDS)
def test_what_is_missing_and_what_suffices_agree(proofs: list[Shown], right: Right, kind: Sensitivity) -> None:
    assert suffices(right, kind, proofs) is not bool(missing(right, kind, proofs))
