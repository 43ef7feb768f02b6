"""The work of collecting a part: opened as rows from its search plan, and settled when no row is open.

Invariant: a plan, its tasks and the state of the part are written together; only proven identities decide what is searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from dsr.domain import graph
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.dataset import Source
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.words import State
from dsr.domain.work import SETTLED, TaskKind, TaskState
from dsr.mapping import SourceBook
from dsr.models import IdentityRow, Part, Task
from dsr.services import choices, drafts, instructed, lifecycle, load, mapping_rules, planning, policies, questions, repeats, sources, tasks
from dsr.services import scope as scopes
from dsr.services.briefing import CATEGORIES
from dsr.services.planning import Whose


def start(session: Session, part_id: int, *, move: str = "collect", by: Actor, now: datetime, book: SourceBook) -> Part:
    """Plan the search and open its tasks as a new round. `move` is collect, recollect or supplement.

    Raises InvalidMove, NotAllowed (reason no_instruction: the company has not told us to), Conflict (no identity is proven).
    """
    part = load.part(session, part_id)
    instructed.must(session, part)
    kinds = frozenset(session.execute(select(IdentityRow.kind).where(
        IdentityRow.request_id == part.request_id, IdentityRow.proven_how.is_not(None))).scalars())
    if not kinds:
        raise Conflict()
    scope, own = scopes.of(session, part), scopes.sources_of(session, part, book.sources)
    plan = scopes.narrowed(graph.plan(own, kinds, CATEGORIES), own, scope, CATEGORIES)
    part.search_plan = planning.dump(plan, now, policies.of_part(session, part, scope.audience), choices.uncovered(session, part.id, own),
                                     mapping_rules.of(plan, own), Whose(scope.tenant, scope.audience))
    part.mapping_revision_id = sources.publish(session, book, now=now).id
    tasks.drop(session, part.id, now=now)  # what could not wait is searched again with all else
    drafts.discard(session, part.id, now=now)
    last = session.execute(select(func.max(Task.round)).where(Task.part_id == part.id, Task.kind == TaskKind.COLLECT)).scalar() or 0
    lifecycle.move(session, part, move, by=by, now=now, stages=len(plan.stages), round=last + 1)
    session.add_all(
        Task(part_id=part.id, kind=TaskKind.COLLECT, round=last + 1, stage=number, needs=json.dumps(stage.needs), source_key=stage.source_key,
             state=TaskState.WAITING if stage.needs else TaskState.READY, due_at=now)
        for number, stage in enumerate(plan.stages))
    session.flush()
    settle_if_done(session, part.id, now=now)  # a plan without a stage has nothing to wait for
    return part


def look_again(session: Session, part_id: int, address: str, *, by: Actor, now: datetime, sources: Iterable[Source]) -> Part:
    """Search the stage that a collection is of once more, and nothing else, so that what staff uncovered since is shown, and what they took back is
    hidden. The search is the same as it was: its plan, its moment, and the policy by which other people's data is treated.

    Raises NotFound, InvalidMove, NotAllowed, Conflict; Outdated if that policy or the mapping has changed: then everything is collected again.
    """
    part = load.part(session, part_id)
    text, own = part.search_plan or "{}", scopes.sources_of(session, part, sources)
    plan = planning.load(text) if part.search_plan else None
    stages = [number for number, stage in enumerate(plan.stages) if any(str(step.address) == address for step in stage.steps)] if plan else []
    if plan is None or not stages:
        raise NotFound()
    policies.check(session, part)
    mapping_rules.check(part, own)
    scopes.check(session, part, own)
    drafts.discard(session, part.id, now=now)
    part.search_plan = planning.dump(plan, planning.made_at(text) or now, planning.policies(text), choices.uncovered(session, part.id, own),
                                     mapping_rules.of(plan, own), planning.whose(text))
    last = session.execute(select(func.max(Task.round)).where(Task.part_id == part.id, Task.kind == TaskKind.COLLECT)).scalar_one()
    lifecycle.move(session, part, "recollect", by=by, now=now, stages=len(stages), round=last)
    repeats.repeat(session, part.id, last, stages, now=now)
    return part


def settle_if_done(session: Session, part_id: int, *, now: datetime) -> bool:
    """To review, when every task is settled, and its answer to be written as a draft; safe to call at any time by anybody."""
    part = load.part(session, part_id)
    is_open = select(exists().where(Task.part_id == part_id, Task.kind == TaskKind.COLLECT, Task.state.not_in(SETTLED)))
    if part.state is not State.COLLECTING or session.execute(is_open).scalar():
        return False
    lifecycle.move(session, part, "settle", by=SYSTEM, now=now)
    drafts.ensure(session, part.id, now=now)
    return True


def go_on_without(session: Session, task_id: int, *, by: Actor, now: datetime) -> None:
    """Staff leave out what a failed task did not give, or do not wait for a person any more; the answer names the gap.

    Raises NotAllowed, NotFound, Conflict.
    """
    part_id = tasks.acknowledge(session, task_id, by=by, now=now)
    questions.waive(session, task_id, now=now)
    settle_if_done(session, part_id, now=now)
