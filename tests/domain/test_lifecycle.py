"""The table of moves: everything can be reached, everything can end, and who may do what."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.actor import ActorKind
from dsr.domain.capability import ROLES, Capability, StaffRole
from dsr.domain.lifecycle import (
    MOVES,
    NOTICES,
    Move,
    PublicState,
    may_change_language,
    move_named,
    moves_from,
    notice_named,
    notices_from,
    public_state,
)
from dsr.domain.words import State

ALL = frozenset(Capability)
STATES = list(State)


def reached(start: State, moves: tuple[Move, ...] = MOVES) -> set[State]:
    """Every state that moves lead to from `start`, itself included."""
    found, edge = {start}, {start}
    while edge:
        edge = {move.target for move in moves if move.sources & edge} - found
        found |= edge
    return found


def by(kind: ActorKind) -> tuple[Move, ...]:
    return tuple(move for move in MOVES if kind in move.by)


def test_every_state_is_reached() -> None:
    assert reached(State.RECEIVED) == set(State)


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_end(state: State) -> None:
    assert State.CLOSED in reached(state)


@pytest.mark.parametrize("state", [state for state in STATES if state is not State.CLOSED])
def test_no_state_needs_the_person_to_end(state: State) -> None:
    without_person = tuple(move for move in MOVES if move.by != {ActorKind.SUBJECT})
    assert State.CLOSED in reached(state, without_person)


@given(st.data())
def test_whatever_was_done_it_can_still_end(data: st.DataObject) -> None:
    state = State.RECEIVED
    for _ in range(data.draw(st.integers(0, 30))):
        step = data.draw(st.sampled_from([move for move in MOVES if state in move.sources]))
        assert step.target is not state
        state = step.target
        assert State.CLOSED in reached(state)


def test_a_move_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(move.name for move in MOVES).items() if count > 1] == []
    assert all(move_named(move.name) is move for move in MOVES)
    assert move_named("approve") is None


def test_from_a_state_to_a_state_no_two_moves_of_one_actor_do_the_same() -> None:
    steps = Counter((source, move.target, kind) for move in MOVES for source in move.sources for kind in move.by)
    twice = {step for step, count in steps.items() if count > 1}
    assert twice == {
        (State.REVIEWING, State.DELIVERING, ActorKind.STAFF),  # respond and refuse: a yes and a no
        (State.TRIAGE, State.CLOSED, ActorKind.STAFF), (State.REVIEWING, State.CLOSED, ActorKind.STAFF)}  # withdraw and turn_away


def test_every_move_has_somebody_and_staff_always_need_a_capability() -> None:
    for move in MOVES:
        assert move.sources
        assert move.by
        assert (move.needs is not None) == (ActorKind.STAFF in move.by), move.name


def test_staff_never_prove_who_a_person_is() -> None:
    assert State.VERIFYING not in {move.target for move in by(ActorKind.STAFF)}
    assert moves_from(State.VERIFYING, ALL) == (move_named("withdraw"),)
    assert {move.name for move in MOVES if State.TRIAGE is move.target and move.sources & {State.RECEIVED, State.VERIFYING}} == {"identify"}


def test_staff_never_say_that_a_search_or_a_delivery_is_done() -> None:
    for name in ("challenge", "settle", "close"):
        move = move_named(name)
        assert move is not None
        assert move.by == {ActorKind.SYSTEM}


def test_what_is_delivered_referred_or_never_confirmed_ends_by_itself() -> None:
    close = move_named("close")
    assert close is not None
    assert close.sources == {State.DELIVERING, State.REFERRED, State.VERIFYING}
    assert {move.name for move in MOVES if move.target is State.CLOSED} == {"close", "lapse", "withdraw", "turn_away"}


def test_a_person_confirms_and_withdraws_and_nothing_else() -> None:
    assert {move.name for move in by(ActorKind.SUBJECT)} == {"identify", "withdraw"}


def test_nothing_is_delivered_or_changed_that_nobody_approved() -> None:
    """But for what was refused before the search, every answer was reviewed; what was closed by a letter that came back had been approved."""
    for move in MOVES:
        if move.target in {State.DELIVERING, State.EXECUTING} and move.sources != {State.CLOSED}:
            assert (move.by, move.needs) == ({ActorKind.STAFF}, Capability.APPROVE), move.name
    assert {source for move in MOVES if move.target is State.DELIVERING for source in move.sources} - {State.CLOSED} == {
        State.TRIAGE, State.REVIEWING, State.EXECUTING}


def test_what_harms_the_person_undoes_an_end_or_follows_the_word_of_another_wants_a_reason() -> None:
    assert {move.name for move in MOVES if move.wants_reason} == {"refuse", "withdraw", "turn_away", "supplement", "reopen", "instruct"}


BUTTONS = {
    (State.RECEIVED, StaffRole.MANAGER): {"withdraw"},
    (State.TRIAGE, StaffRole.CLERK): {"refer", "collect", "withdraw", "turn_away"},
    (State.TRIAGE, StaffRole.MANAGER): {"refer", "collect", "refuse", "withdraw", "turn_away"},
    (State.REFERRED, StaffRole.CLERK): {"instruct", "withdraw"},
    (State.COLLECTING, StaffRole.MANAGER): {"withdraw"},
    (State.REVIEWING, StaffRole.CLERK): {"recollect", "withdraw", "turn_away"},
    (State.REVIEWING, StaffRole.MANAGER): {"recollect", "execute", "respond", "refuse", "withdraw", "turn_away"},
    (State.EXECUTING, StaffRole.CLERK): set(),
    (State.EXECUTING, StaffRole.MANAGER): {"respond"},
    (State.DELIVERING, StaffRole.CLERK): {"supplement"},
    (State.CLOSED, StaffRole.CLERK): {"supplement"},
    (State.CLOSED, StaffRole.MANAGER): {"supplement", "reopen"},
}


@pytest.mark.parametrize(("state", "role"), BUTTONS)
def test_the_buttons_are_what_the_role_may_do(state: State, role: StaffRole) -> None:
    assert {move.name for move in moves_from(state, ROLES[role])} == BUTTONS[state, role]


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.DPO, StaffRole.ADMIN])
@pytest.mark.parametrize("state", STATES)
def test_who_only_looks_moves_nothing(state: State, role: StaffRole) -> None:
    assert moves_from(state, ROLES[role]) == ()


LETTERS = {
    (State.RECEIVED, StaffRole.MANAGER): set(), (State.VERIFYING, StaffRole.MANAGER): set(),  # nobody writes to who is not confirmed
    (State.TRIAGE, StaffRole.CLERK): {"extend", "clarify"}, (State.REFERRED, StaffRole.CLERK): set(),
    (State.COLLECTING, StaffRole.CLERK): {"extend", "clarify"}, (State.REVIEWING, StaffRole.MANAGER): {"extend", "clarify"},
    (State.EXECUTING, StaffRole.CLERK): {"extend"}, (State.DELIVERING, StaffRole.MANAGER): set(), (State.CLOSED, StaffRole.MANAGER): set(),
}


@pytest.mark.parametrize(("state", "role"), LETTERS)
def test_letters_on_the_way_are_written_while_the_answer_is_owed(state: State, role: StaffRole) -> None:
    assert {notice.name for notice in notices_from(state, ROLES[role])} == LETTERS[state, role]


def test_a_letter_on_the_way_is_no_move_and_who_only_looks_writes_none() -> None:
    assert {notice.name for notice in NOTICES} & {move.name for move in MOVES} == set()
    assert all(notice_named(notice.name) is notice for notice in NOTICES)
    assert notice_named("refuse") is None
    assert [notices_from(state, ROLES[role]) for state in STATES for role in (StaffRole.READER, StaffRole.DPO, StaffRole.ADMIN)] == [()] * 27


SHOWN = [
    ({State.RECEIVED}, False, PublicState.RECEIVED),
    ({State.VERIFYING}, False, PublicState.PLEASE_CONFIRM),
    ({State.TRIAGE}, False, PublicState.IN_PROGRESS),
    ({State.REFERRED}, False, PublicState.IN_PROGRESS),
    ({State.COLLECTING}, False, PublicState.IN_PROGRESS),
    ({State.REVIEWING}, False, PublicState.IN_PROGRESS),
    ({State.EXECUTING}, False, PublicState.IN_PROGRESS),
    ({State.DELIVERING}, False, PublicState.IN_PROGRESS),
    ({State.DELIVERING}, True, PublicState.READY),
    ({State.CLOSED}, False, PublicState.CLOSED),
    ({State.CLOSED}, True, PublicState.READY),
    ({State.CLOSED, State.COLLECTING}, False, PublicState.IN_PROGRESS),
    ({State.CLOSED, State.COLLECTING}, True, PublicState.READY),
    ({State.CLOSED, State.RECEIVED}, False, PublicState.IN_PROGRESS),
    ({State.VERIFYING, State.CLOSED}, True, PublicState.PLEASE_CONFIRM),
    ({State.RECEIVED, State.VERIFYING}, False, PublicState.PLEASE_CONFIRM),
]


@pytest.mark.parametrize(("states", "is_answer_open", "shown"), SHOWN)
def test_the_person_sees_one_word_for_all_parts(states: set[State], is_answer_open: bool, shown: PublicState) -> None:
    assert public_state(states, is_answer_open=is_answer_open) is shown


def test_every_mixture_has_a_word_and_closed_means_all() -> None:
    for states in chain.from_iterable(combinations(STATES, count) for count in range(1, len(STATES) + 1)):
        assert (public_state(states) is PublicState.CLOSED) == (set(states) == {State.CLOSED})
        assert public_state([*states, *states]) is public_state(reversed(states))


@pytest.mark.parametrize(("states", "is_open"), [
    ([State.VERIFYING], True), ([State.REVIEWING], True), ([State.CLOSED], False), ([State.DELIVERING], False),
    ([State.CLOSED, State.TRIAGE], True), ([State.DELIVERING, State.TRIAGE], False), ([State.CLOSED, State.CLOSED], False)])
def test_the_language_is_open_until_an_answer_is_on_its_way(states: list[State], is_open: bool) -> None:
    assert may_change_language(states) is is_open
