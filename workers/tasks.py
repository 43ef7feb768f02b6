"""Carry out rows of work: claim, act, settle. Safe to run twice, late, or in parallel. Searches that one scan of a source serves are
claimed together, and settled each by itself.

Invariant: between claim and settle no session is open, and what an act raises becomes a word in its row, never a lost task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.db import after_commit
from dsr.domain.asking import Owner
from dsr.domain.errors import DsrError
from dsr.domain.words import NotReached
from dsr.domain.work import TaskKind
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.models import Response
from dsr.services import briefing, collect, gathering, ledger, ledger_import, load, parts, questions, repeats, tasks
from workers import answers, searching
from workers.context import lease
from workers.lease import Hold, Keeper, LeaseLost

_log = structlog.get_logger("tasks")
_RESTLESS = 20  # attempts after which a search is not done again for what it told
Brief = briefing.Search | briefing.Writing
Claim = tuple[tasks.Order, Brief | None]
Given = tuple[tasks.Result, answers.Files | None] | Exception


def work_next(kit: Kit) -> bool:
    """Carry out the next due task, and those that go with it; False if there is none."""
    claims = _claim(kit)
    if not claims:
        return False
    faults: list[Exception] = []
    with Keeper([partial(_renew, kit, order) for order, _ in claims], kit.settings.job_lease_s / 3) as holds:
        for (order, brief), given in zip(claims, _act(kit, claims, holds), strict=True):
            try:
                _settle(kit, order, brief, given)
            except Exception as error:  # its row heals when the lease ends; the others have theirs to settle
                faults.append(error)
    for fault in faults:
        raise fault
    return True


def _settle(kit: Kit, order: tasks.Order, brief: Brief | None, given: Given) -> None:
    result: tasks.Result
    match given:
        case LeaseLost():
            _log.warning("lease_lost", task=order.task_id, attempt=order.attempt)
            return
        case Exception():  # a fault of ours or of a driver: staff see its class, the log its place; nothing of the person
            _log.error("act_failed", task=order.task_id, why=type(given).__name__, at=_place(given))
            missed = searching.unsearched(brief, NotReached.UNAVAILABLE) if isinstance(brief, briefing.Search) else {}
            result, written = tasks.Again("fault", type(given).__name__, missed=missed), None
        case _:
            result, written = given
    with kit.database.transaction() as session:
        load.part(session, order.part_id)  # locks are taken in one order everywhere: request, part, task
        now = kit.now()  # one moment: what a search tells of lines is no later than the search
        is_mine = tasks.settle(session, order, result, now=now)
        if is_mine:
            _follow(kit, session, order, brief, result, written, now)
    _log.info("task", task=order.task_id, attempt=order.attempt, result=type(result).__name__, code=getattr(result, "code", ""), is_mine=is_mine)


def _claim(kit: Kit) -> list[Claim]:
    now = kit.now()
    with kit.database.transaction() as session:
        order = tasks.claim_next(session, now=now, lease=lease(kit), parallel=kit.settings.source_parallel)
        source = None if order is None else kit.sources.get(order.source_key)
        others = gathering.claim_with(session, order, source, now=now, lease=lease(kit)) if order is not None and source is not None else []
    return [] if order is None else [(one, _gathered(kit, one)) for one in (order, *others)]


def _gathered(kit: Kit, order: tasks.Order) -> Brief | None:
    try:
        with kit.database.transaction() as session:  # apart from the claim: what cannot be gathered must still count as an attempt
            return _brief(kit, session, order)
    except (DsrError, LookupError) as error:
        _log.error("task_cannot_start", task=order.task_id, why=type(error).__name__)
        return None


def _brief(kit: Kit, session: Session, order: tasks.Order) -> Brief:
    if order.kind is TaskKind.COLLECT:
        return briefing.search(session, order, sources=kit.sources.sources, now=kit.now(), vault=kit.vault)
    draft = session.execute(select(Response).where(Response.id == order.response_id)).scalar_one()
    return briefing.writing(session, draft, sources=kit.sources.sources, settings=kit.settings, now=kit.now(), vault=kit.vault)


def _act(kit: Kit, claims: Sequence[Claim], holds: Sequence[Hold]) -> list[Given]:
    """What each claim gave; claims of several rows are searches."""
    given: dict[int, Given] = {number: (tasks.Broken("cannot_start"), None) for number in range(len(claims))}
    for group in _together(claims, holds):
        for (number, _), result in zip(group, searching.search(kit, [errand for _, errand in group]), strict=True):
            given[number] = result if isinstance(result, Exception) else (result, None)
    for number, (order, brief) in enumerate(claims):
        if isinstance(brief, briefing.Writing):
            given[number] = _written(kit, order, brief, holds[number])
    return list(given.values())


def _together(claims: Sequence[Claim], holds: Sequence[Hold]) -> Iterator[list[tuple[int, searching.Errand]]]:
    """The searches among the claims, those beside each other that go with each other."""
    left = [(number, searching.Errand(order, brief, holds[number])) for number, (order, brief) in enumerate(claims)
            if isinstance(brief, briefing.Search)]
    while left:
        first = left[0][1].brief.order
        yield [one for one in left if one[1].brief.order.goes_with(first)]
        left = [one for one in left if not one[1].brief.order.goes_with(first)]


def _written(kit: Kit, order: tasks.Order, brief: briefing.Writing, hold: Hold) -> Given:
    try:
        return answers.write(kit, order, brief, hold)
    except Exception as error:
        return error


def _follow(kit: Kit, session: Session, order: tasks.Order, brief: Brief | None, result: tasks.Result, written: answers.Files | None,
            now: datetime) -> None:
    """What a settled task leads to, in its own transaction: the next stages, the review, or the draft."""
    if isinstance(result, tasks.Asked):
        questions.ask(session, order.task_id, _owner(kit, order), result.wanted, now=now, vault=kit.vault, settings=kit.settings)
        after_commit(session, partial(kit.dispatcher.ring, Queue.MAIL))
    if not isinstance(result, tasks.Done):
        return
    if written is not None:
        answers.keep(kit, session, order, written)
        return
    if isinstance(brief, briefing.Search):
        _heed(kit, session, order, brief, result, now)
    collect.settle_if_done(session, order.part_id, now=now)
    after_commit(session, partial(kit.dispatcher.ring, Queue.WORK))


def _heed(kit: Kit, session: Session, order: tasks.Order, brief: briefing.Search, result: tasks.Done, now: datetime) -> None:
    """What a search tells of lines. Where it was done with another knowledge of them than there is by now, it is done again."""
    is_reopened, request = False, load.part(session, order.part_id).request
    if result.learned is not None:
        is_reopened = ledger_import.learn(session, request.id, result.learned, now=now, vault=kit.vault)
        parts.divide(session, request.id, now=now, vault=kit.vault, settings=kit.settings, deciders=result.learned.deciders)
    gate = brief.order.ledger
    if is_reopened or (gate is not None and ledger.gate(session, request, vault=kit.vault, now=gate.now).is_less_than(gate)):
        if order.attempt > _RESTLESS:  # nothing of it counts; the sweeper hands it to staff
            raise RuntimeError("sources tell something else of the lines each time")
        repeats.once_more(session, request.id, now=now)


def _owner(kit: Kit, order: tasks.Order) -> Owner:
    source = kit.sources.get(order.source_key)
    if source is None:
        raise AssertionError("a source that asks is one of ours")
    return Owner.of(source.config)


def _renew(kit: Kit, order: tasks.Order, seen: int) -> bool:
    with kit.database.transaction() as session:
        return tasks.renew(session, order, now=kit.now(), lease=lease(kit), rows_seen=seen)


def _place(error: BaseException) -> str:
    """File and line of the innermost frame; the message of an unknown error may quote a value and is not logged."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace is not None else ""
