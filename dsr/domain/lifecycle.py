"""The life of a part of a request: a table of moves, and one of letters on the way; every screen, guard, test and event name derives from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dsr.domain.actor import ActorKind
from dsr.domain.capability import Capability
from dsr.domain.words import State


@dataclass(frozen=True, slots=True)
class Move:
    """A step that a part may take. `by` may do it; staff need `needs`. `wants_reason`: a reason is stored with it."""

    name: str
    sources: frozenset[State]
    target: State
    by: frozenset[ActorKind]
    needs: Capability | None = None
    wants_reason: bool = False


_SYSTEM, _SUBJECT, _STAFF, _COMPANY = ActorKind.SYSTEM, ActorKind.SUBJECT, ActorKind.STAFF, ActorKind.COMPANY
_BEFORE_EXECUTING = frozenset({State.RECEIVED, State.VERIFYING, State.TRIAGE, State.REFERRED, State.COLLECTING, State.REVIEWING})


def _move(name: str, sources: Iterable[State], target: State, by: set[ActorKind], needs: Capability | None = None, *, reason: bool = False) -> Move:
    return Move(name, frozenset(sources), target, frozenset(by), needs, reason)


MOVES: tuple[Move, ...] = (
    _move("challenge", [State.RECEIVED], State.VERIFYING, {_SYSTEM}),
    _move("identify", [State.RECEIVED, State.VERIFYING], State.TRIAGE, {_SYSTEM, _SUBJECT}),
    _move("refer", [State.TRIAGE], State.REFERRED, {_STAFF, _SYSTEM}, Capability.TRIAGE),
    _move("instruct", [State.REFERRED], State.TRIAGE, {_STAFF, _SYSTEM, _COMPANY}, Capability.TRIAGE, reason=True),
    _move("reconsider", [State.COLLECTING, State.REVIEWING], State.TRIAGE, {_SYSTEM}),  # the company decided otherwise
    _move("collect", [State.TRIAGE], State.COLLECTING, {_STAFF}, Capability.TRIAGE),
    _move("settle", [State.COLLECTING], State.REVIEWING, {_SYSTEM}),
    _move("recollect", [State.REVIEWING], State.COLLECTING, {_STAFF}, Capability.REVIEW),
    _move("execute", [State.REVIEWING], State.EXECUTING, {_STAFF}, Capability.APPROVE),
    _move("respond", [State.REVIEWING, State.EXECUTING], State.DELIVERING, {_STAFF}, Capability.APPROVE),
    _move("refuse", [State.TRIAGE, State.REVIEWING], State.DELIVERING, {_STAFF}, Capability.APPROVE, reason=True),
    _move("close", [State.DELIVERING, State.REFERRED, State.VERIFYING], State.CLOSED, {_SYSTEM}),
    _move("untold", [State.CLOSED], State.DELIVERING, {_SYSTEM}),  # the letter that closed it came back
    _move("lapse", [State.TRIAGE, State.COLLECTING, State.REVIEWING], State.CLOSED, {_SYSTEM}),
    _move("withdraw", _BEFORE_EXECUTING, State.CLOSED, {_SUBJECT, _STAFF}, Capability.TRIAGE, reason=True),
    _move("turn_away", [State.TRIAGE, State.REVIEWING], State.CLOSED, {_STAFF}, Capability.TRIAGE, reason=True),  # it is about somebody else
    _move("supplement", [State.DELIVERING, State.CLOSED], State.COLLECTING, {_STAFF}, Capability.REVIEW, reason=True),
    _move("recall", [State.DELIVERING, State.CLOSED], State.REVIEWING, {_SYSTEM}),  # its answer was called back
    _move("recall_anew", [State.CLOSED], State.TRIAGE, {_SYSTEM}),  # and what was found is gone
    _move("reopen", [State.CLOSED], State.TRIAGE, {_STAFF}, Capability.APPROVE, reason=True),
)
_BY_NAME = {move.name: move for move in MOVES}


def move_named(name: str) -> Move | None:
    return _BY_NAME.get(name)


def moves_from(state: State, capabilities: frozenset[Capability]) -> tuple[Move, ...]:
    """The steps a member of staff with these capabilities may take from here: the buttons."""
    return tuple(move for move in MOVES
                 if state in move.sources and ActorKind.STAFF in move.by and (move.needs is None or move.needs in capabilities))


def may_change_language(states: Iterable[State]) -> bool:
    """Whether the language of the answer is still open: none is on its way, and one is yet to come. A second try must write what the first did."""
    known = set(states)
    return State.DELIVERING not in known and known != {State.CLOSED}


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter that staff may write about a part and that leaves it where it stands: the clock or the search needs it."""

    name: str
    sources: frozenset[State]
    needs: Capability


NOTICES: tuple[Notice, ...] = (
    Notice("extend", frozenset({State.TRIAGE, State.COLLECTING, State.REVIEWING, State.EXECUTING}), Capability.TRIAGE),
    Notice("clarify", frozenset({State.TRIAGE, State.COLLECTING, State.REVIEWING}), Capability.TRIAGE),
)


def notice_named(name: str) -> Notice | None:
    return next((notice for notice in NOTICES if notice.name == name), None)


def notices_from(state: State, capabilities: frozenset[Capability]) -> tuple[Notice, ...]:
    """The letters a member of staff with these capabilities may write from here."""
    return tuple(notice for notice in NOTICES if state in notice.sources and notice.needs in capabilities)


class PublicState(StrEnum):
    """What the data subject sees."""

    RECEIVED = "received"
    PLEASE_CONFIRM = "please_confirm"
    IN_PROGRESS = "in_progress"
    READY = "ready"
    CLOSED = "closed"


def public_state(states: Iterable[State], *, is_answer_open: bool = False) -> PublicState:
    """One word for all parts of a request: the earliest thing that concerns the person comes first."""
    known = set(states)
    if State.VERIFYING in known:
        return PublicState.PLEASE_CONFIRM
    if is_answer_open:
        return PublicState.READY
    if known == {State.CLOSED}:
        return PublicState.CLOSED
    if known <= {State.RECEIVED}:
        return PublicState.RECEIVED
    return PublicState.IN_PROGRESS
