"""Staff leave out or uncover a field, a row or a collection of an answer, or keep hidden what the policy leaves to them.

Invariants: who withheld a number and what is secret is never uncovered; a choice about a row counts for the rows that were looked at and for no
others; an answer does not leave while a decision is owed. Events hold names of the mapping and numbers of rows, never a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain import choices as rules
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.choices import REASONS, Act, Choice, ChoiceReason, Target
from dsr.domain.dataset import Collection, Source
from dsr.domain.disclosure import ALWAYS_MASKED, treatment
from dsr.domain.errors import Conflict, InvalidInput, NotFound, Undecided
from dsr.domain.masked import Masked
from dsr.domain.parties import Party
from dsr.domain.policy import Treatment
from dsr.domain.words import Role, State
from dsr.domain.work import TaskKind
from dsr.models import Chunk, DisclosureChoice, Part, Task
from dsr.services import audit, cases, load, planning, scope
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass, Vault

CATEGORIES = ("user",)
TOLD = 5  # names in one sentence


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows of a collection that an answer of the part would hold now: which attempt of which task, how many, and what is hidden in them."""

    task_id: int
    attempt: int
    rows: int
    masked: Masked


def choose(session: Session, part_id: int, target: Target, act: Act, reason: ChoiceReason | None, note: str, *, by: Actor, now: datetime,
           vault: Vault, sources: Iterable[Source]) -> DisclosureChoice:
    """Keep a choice; the answer follows it, and says so.

    Raises NotAllowed, Conflict (the answer is not in review), NotFound (no such collection, field or row in it), InvalidInput (a reason that is
    not one for the act; uncovered without a note; uncovered what never is; a row uncovered by itself).
    """
    by.must(Capability.REVIEW)
    part = load.part(session, part_id)
    if part.state is not State.REVIEWING:
        raise Conflict()
    sources = scope.sources_of(session, part, sources)
    task_id, attempt = _taken_back(session, part.id, target) if act is Act.TAKE_BACK else _seen(session, part.id, target, act, reason, sources)
    words = cases.clean("note", note, required=act is Act.UNCOVER)
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    made = DisclosureChoice(
        part_id=part.id, task_id=task_id, attempt=attempt, address=target.address, field=target.field, row_number=target.row,
        act=act, reason=None if act is Act.TAKE_BACK else reason, staff_id=by.id, made_at=now,
        note=case.seal(words.encode(), note_place(part, target)) if words else None)
    session.add(made)
    session.flush()
    told = {"field": target.field} if target.field else {} if target.row is None else {"row": target.row + 1}
    facts: dict[str, object] = {"part": part.number, "address": target.address, "act": act.value, **told}
    audit.record(session, part.request_id, "disclosure_chosen", {**facts, "reason": made.reason.value} if made.reason else facts, by=by, now=now)
    return made


def note_place(part: Part, target: Target) -> str:
    """What the sealed words of a choice are bound to."""
    return f"choice:{part.request.reference}:{part.number}:{target.address}:{target.field}:{target.row}"


def rows_of(session: Session, part_id: int) -> list[DisclosureChoice]:
    """All choices of a part, in the order in which they were made."""
    return list(session.execute(select(DisclosureChoice).where(DisclosureChoice.part_id == part_id).order_by(DisclosureChoice.id)).scalars())


def in_force(session: Session, part_id: int) -> tuple[Choice, ...]:
    """What counts for the rows as they are now. A choice about a row of an earlier search is none of them: see `check`."""
    seen = seen_now(session, part_id)
    newest = rules.in_force(_choice(one) for one in rows_of(session, part_id))
    stale = {_choice(one).target for one in _stale(rows_of(session, part_id), seen)}
    return tuple(sorted((one for target, one in newest.items() if target not in stale), key=_order))


def notes(session: Session, part: Part, vault: Vault) -> dict[Target, str]:
    """What staff wrote of the choice that was last made about each thing. Raises VaultError."""
    newest = {_choice(one).target: one for one in rows_of(session, part.id)}
    if not any(one.note for one in newest.values()):
        return {}
    case = key_of(session, part.request_id, KeyClass.CASE, vault=vault)
    return {target: case.open(one.note, note_place(part, target)).decode() for target, one in newest.items() if one.note}


def uncovered(session: Session, part_id: int, sources: Iterable[Source]) -> planning.Uncovered:
    """The fields that a search shows because staff decided so."""
    result = {}
    force = rules.in_force(_choice(one) for one in rows_of(session, part_id))
    for collection in (one for source in sources for one in source.collections() if one.role is Role.CONTROLLER):
        said = {field.name: rules.said_of(force, str(collection.address), field.name) for field in collection.columns_in(CATEGORIES)}
        names = frozenset(name for name, one in said.items() if one is not None and one.act is Act.UNCOVER)
        if names:
            result[collection.address] = names
    return result


def check(session: Session, part: Part, sources: Iterable[Source]) -> None:
    """Before an answer is ordered. Raises Undecided with the names of what staff must still decide, or must look at again."""
    every, seen = tuple(sources), seen_now(session, part.id)
    if stale := {str(one.row_number + 1) for one in _stale(rows_of(session, part.id), seen) if one.row_number is not None}:
        raise Undecided(reason="rows", count=len(stale), detail=", ".join(sorted(stale, key=int)))
    owed, again = owing(session, part, every)
    for reason, names in (("staff", owed), ("again", again)):
        if names:
            raise Undecided(reason=reason, count=len(names), detail=", ".join(names[:TOLD]) + (" ..." if len(names) > TOLD else ""))


def owing(session: Session, part: Part, sources: Iterable[Source]) -> tuple[list[str], list[str]]:
    """Columns that the policy leaves to staff and nobody has decided about; and those that must be looked at again, because they are not yet
    shown, or not yet hidden, as was decided."""
    force = {one.target: one for one in in_force(session, part.id)}
    sources = scope.sources_of(session, part, sources)
    policies, seen = planning.policies(part.search_plan or "{}"), seen_now(session, part.id)
    owed, again = [], []
    for collection in (one for source in sources for one in source.collections() if one.role is Role.CONTROLLER):
        address = str(collection.address)
        masked = seen[address].masked if address in seen else Masked()
        for field in collection.columns_in(CATEGORIES):
            said, hidden = rules.said_of(force, address, field.name), {Party(why) for why in masked.fields.get(field.name, ())} - ALWAYS_MASKED
            asked = [one for one in hidden if treatment(one, field, policies.by_role[collection.role]) is Treatment.STAFF]
            is_shown = said is not None and said.act is Act.UNCOVER
            if (is_shown and hidden) or (not is_shown and masked.uncovered.get(field.name)):
                again.append(f"{address}.{field.name}")
            elif asked and said is None:
                owed.append(f"{address}.{field.name}")
    return owed, again


def seen_now(session: Session, part_id: int) -> dict[str, Seen]:
    """By collection, what the last round of the part's search has kept."""
    last = select(func.max(Task.round)).where(Task.part_id == part_id, Task.kind == TaskKind.COLLECT).scalar_subquery()
    tasks = session.execute(select(Task).where(Task.part_id == part_id, Task.kind == TaskKind.COLLECT, Task.round == last)).scalars().all()
    masked = {name: Masked.load(*counts) for task in tasks if task.outcome for name, counts in json.loads(task.outcome).get("masked", {}).items()}
    kept = select(Chunk.task_id, Chunk.attempt, Chunk.address, func.sum(Chunk.rows)).where(
        Chunk.task_id.in_([task.id for task in tasks]), Chunk.address != "").group_by(Chunk.task_id, Chunk.attempt, Chunk.address)
    return {address: Seen(task_id, attempt, int(rows), masked.get(address, Masked())) for task_id, attempt, address, rows in session.execute(kept)}


def _taken_back(session: Session, part_id: int, target: Target) -> tuple[int, int]:
    """Of which rows the choice was that is taken back. Raises NotFound."""
    standing = [one for one in rows_of(session, part_id) if _choice(one).target == target][-1:]
    if not standing or standing[0].act is Act.TAKE_BACK:
        raise NotFound()
    return standing[0].task_id, standing[0].attempt


def _seen(session: Session, part_id: int, target: Target, act: Act, reason: ChoiceReason | None, sources: Iterable[Source]) -> tuple[int, int]:
    """Of which rows a new choice is. Raises NotFound, InvalidInput."""
    collection, seen = _mapped(sources, target.address), seen_now(session, part_id).get(target.address)
    if seen is None or collection.role is not Role.CONTROLLER:
        raise NotFound()
    _check(target, act, reason, collection, seen)
    return seen.task_id, seen.attempt


def _check(target: Target, act: Act, reason: ChoiceReason | None, collection: Collection, seen: Seen) -> None:
    names = {field.name: field for field in collection.columns_in(CATEGORIES)}
    if (target.field and target.field not in names) or (target.row is not None and (target.field or not 0 <= target.row < seen.rows)):
        raise NotFound()
    if reason not in REASONS[act]:
        raise InvalidInput(field="reason", problem="required" if reason is None else "other_act")
    if target.row is not None and act is not Act.LEAVE_OUT:
        raise InvalidInput(field="row", problem="only_left_out")
    if act is Act.UNCOVER:
        hidden = {why for name in ([target.field] if target.field else names) for why in seen.masked.fields.get(name, ())}
        if not {Party(why) for why in hidden} - ALWAYS_MASKED:
            raise InvalidInput(field="field", problem="never_shown")


def _stale(rows: Iterable[DisclosureChoice], seen: dict[str, Seen]) -> Iterator[DisclosureChoice]:
    """Choices about rows of an earlier search that still stand: what they were about may have another number now."""
    newest = {_choice(one).target: one for one in rows}
    for one in newest.values():
        now = seen.get(one.address)
        if one.row_number is not None and one.act is not Act.TAKE_BACK and (now is None or (one.task_id, one.attempt) != (now.task_id, now.attempt)):
            yield one


def _choice(row: DisclosureChoice) -> Choice:
    return Choice(Target(row.address, row.field, row.row_number), row.act, row.reason)


def _order(one: Choice) -> tuple[str, str, int]:
    return one.target.address, one.target.field, -1 if one.target.row is None else one.target.row


def _mapped(sources: Iterable[Source], address: str) -> Collection:
    """Raises NotFound."""
    found = next((one for source in sources for one in source.collections() if str(one.address) == address), None)
    if found is None:
        raise NotFound()
    return found
