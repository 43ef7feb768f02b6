"""Carry out rows of work: claim, act, settle. Safe to run twice, late, or in parallel.

Invariant: between claim and settle no session is open, and what an act raises becomes a word in its row, never a lost task.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from dsr.db import after_commit
from dsr.domain.asking import Owner
from dsr.domain.dataset import Address
from dsr.domain.errors import DsrError, NotFound, SourceRefused, SourceUnavailable, VaultError
from dsr.domain.words import NotReached
from dsr.domain.work import TaskKind
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import briefing, collect, enclosures, freeze, load, perform, questions, tasks
from dsr.services.entities import facts
from dsr.services.sealing import Place
from workers import answers
from workers.context import lease
from workers.lease import Keeper, LeaseLost

_log = structlog.get_logger("tasks")
Brief = briefing.Search | briefing.Writing


def work_next(kit: Kit) -> bool:
    """Carry out the next due task; False if there is none."""
    claimed = _claim(kit)
    if claimed is None:
        return False
    order, brief = claimed
    with Keeper(partial(_renew, kit, order), kit.settings.job_lease_s / 3) as keeper:
        try:
            result, written = _act(kit, order, brief, keeper)
        except LeaseLost:
            _log.warning("lease_lost", task=order.task_id, attempt=order.attempt)
            return True
        except Exception as error:  # a fault of ours or of a driver: staff see its class, the log its place; nothing of the person
            _log.error("act_failed", task=order.task_id, why=type(error).__name__, at=_place(error))
            result, written = tasks.Again("fault", type(error).__name__, missed=_unsearched(brief, NotReached.UNAVAILABLE)), None
    with kit.database.transaction() as session:
        load.part(session, order.part_id)  # locks are taken in one order everywhere: request, part, task
        is_mine = tasks.settle(session, order, result, now=kit.now())
        if is_mine:
            _follow(kit, session, order, result, written)
    _log.info("task", task=order.task_id, attempt=order.attempt, result=type(result).__name__, code=getattr(result, "code", ""), is_mine=is_mine)
    return True


def _claim(kit: Kit) -> tuple[tasks.Order, Brief | None] | None:
    now = kit.now()
    with kit.database.transaction() as session:
        order = tasks.claim_next(session, now=now, lease=lease(kit), parallel=kit.settings.source_parallel)
    if order is None:
        return None
    try:
        with kit.database.transaction() as session:  # apart from the claim: what cannot be gathered must still count as an attempt
            return order, _brief(kit, session, order)
    except (DsrError, LookupError) as error:
        _log.error("task_cannot_start", task=order.task_id, why=type(error).__name__)
        return order, None


def _brief(kit: Kit, session: Session, order: tasks.Order) -> Brief:
    if order.kind is TaskKind.COLLECT:
        return briefing.search(session, order, now=kit.now(), vault=kit.vault)
    print_rows = kit.settings.print_rows
    return briefing.writing(session, order, entity=facts(kit.settings), print_rows=print_rows, now=kit.now(), vault=kit.vault)


def _act(kit: Kit, order: tasks.Order, brief: Brief | None, keeper: Keeper) -> tuple[tasks.Result, answers.Files | None]:
    match brief:
        case briefing.Search():
            return _collect(kit, order, brief, keeper), None
        case briefing.Writing():
            return answers.write(kit, order, brief, keeper)
        case None:
            return tasks.Broken("cannot_start"), None


def _collect(kit: Kit, order: tasks.Order, brief: briefing.Search, keeper: Keeper) -> tasks.Result:
    source = kit.sources.get(order.source_key)
    if source is None:
        return tasks.Broken("source_gone", missed=_unsearched(brief, NotReached.MISCONFIGURED))
    try:
        ring = briefing.upstream(brief, kit.store)
        given = perform.collect_stage(brief.order, source, store=kit.store, handle=brief.handle, upstream=ring, beat=keeper.beat,
                                      sources=kit.sources.sources)
        freeze.complete(given, brief.kept, brief.counted, brief.files, place=Place(kit.store, brief.handle, order.place), beat=keeper.beat)
    except SourceUnavailable as error:
        after = error.facts.get("retry_after")
        wait = timedelta(seconds=float(after)) if isinstance(after, (int, float)) else timedelta(0)
        return tasks.Again(error.code, str(error.facts.get("detail", "")), wait, _unsearched(brief, NotReached.UNAVAILABLE))
    except (NotFound, VaultError) as error:
        return tasks.Broken(error.code, "what an earlier stage found cannot be opened", _unsearched(brief, NotReached.UPSTREAM))
    except DsrError as error:
        why = NotReached.REFUSED if isinstance(error, SourceRefused) else NotReached.MISCONFIGURED
        return tasks.Broken(error.code, str(error.facts.get("detail", "")), _unsearched(brief, why))
    return _done(kit, order, brief, given)


def _done(kit: Kit, order: tasks.Order, brief: briefing.Search, given: perform.Collected) -> tasks.Done | tasks.Asked:
    """Seal the keys that lead on beside the rows."""
    keys, path = given.keys.dump(), f"{order.place}/keys"
    kit.store.put(path, keys, brief.handle, briefing.keys_context(path))
    leading = tasks.Found("", 0, 0, 0, hashlib.sha256(keys).hexdigest(), path)
    missed: dict[Address, NotReached] = {one.address: one.why for one in given.shortfalls}
    if given.asked:  # it gave no keys either: nothing leads on from a person
        return tasks.Asked(dict(given.asked), dict(given.found), missed)
    detail = "; ".join(f"{one.address}: {one.detail}" for one in given.shortfalls if one.detail)
    return tasks.Done(dict(given.found), missed, (leading, *briefing.found_in(given.sealed)), detail, dict(given.masked),
                      enclosures.filed(given.kept, brief.handle), dict(given.not_there))


def _follow(kit: Kit, session: Session, order: tasks.Order, result: tasks.Result, written: answers.Files | None) -> None:
    """What a settled task leads to, in its own transaction: the next stages, the review, or the letter."""
    if isinstance(result, tasks.Asked):
        questions.ask(session, order.task_id, _owner(kit, order), result.wanted, now=kit.now(), vault=kit.vault, settings=kit.settings)
        after_commit(session, partial(kit.dispatcher.ring, Queue.MAIL))
    if not isinstance(result, tasks.Done):
        return
    if written is not None:
        answers.release(kit, session, order, written)
        after_commit(session, partial(kit.dispatcher.ring, Queue.MAIL))
        return
    collect.settle_if_done(session, order.part_id, now=kit.now())
    after_commit(session, partial(kit.dispatcher.ring, Queue.WORK))


def _owner(kit: Kit, order: tasks.Order) -> Owner:
    source = kit.sources.get(order.source_key)
    if source is None:
        raise AssertionError("a source that asks is one of ours")
    return Owner.of(source.config)


def _unsearched(brief: Brief | None, why: NotReached) -> dict[Address, NotReached]:
    return {step.address: why for step in brief.order.steps} if isinstance(brief, briefing.Search) else {}


def _renew(kit: Kit, order: tasks.Order, seen: int) -> bool:
    with kit.database.transaction() as session:
        return tasks.renew(session, order, now=kit.now(), lease=lease(kit), rows_seen=seen)


def _place(error: BaseException) -> str:
    """File and line of the innermost frame; the message of an unknown error may quote a value and is not logged."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace is not None else ""
