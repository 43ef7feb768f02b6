"""What a part of a request may give: worked out from what was proven, what was signed, and what the company told us to do.

Invariant: it is worked out anew each time; a plan that shows more than the scope of now does not leave.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain import period as periods
from dsr.domain.data_kind import DataKind
from dsr.domain.dataset import Source
from dsr.domain.errors import NotAllowed, Outdated
from dsr.domain.instruction import Decision
from dsr.domain.proof import Sensitivity
from dsr.domain.scope import Audience, Scope, narrowed
from dsr.domain.window import Window
from dsr.domain.words import NotReached, Role
from dsr.domain.work import TaskKind
from dsr.models import Company, LegalEntity, Part, Request, Task
from dsr.services import instructed, ledger, planning, proofs, routing

__all__ = ["Audience", "Scope", "check", "has_narrowed", "narrowed", "of", "period", "sources_of"]

_GIVEN = frozenset({Decision.ANSWER, Decision.HAND_OVER})  # to the person or to the company, never to both in one part


def of(session: Session, part: Part, *, is_ahead: bool = False) -> Scope:
    """The scope of a part now. Of a company's part without an instruction nothing is given; a company that wants its part itself gets what the person
    has proven, too, for it may have asked in their name. `is_ahead`: all that the company may let leave later is found and sealed, for nobody to
    see."""
    request = session.get_one(Request, part.request_id)
    table = routing.table(session, request.entity_id)
    wanted = frozenset(map(DataKind, request.narrowed_kinds.split())) if request.narrowed_kinds else None
    reaches = proofs.reaches(session, request.id, part.right)
    if part.role is Role.CONTROLLER:
        return Scope(part.role, None, reaches, table.held, wanted)
    if is_ahead:
        kinds = frozenset(kind for kind in DataKind if table.row(kind).role.role is Role.PROCESSOR)
        return Scope(part.role, _tenant(session, part), frozenset(Sensitivity), frozenset(), kinds if wanted is None else kinds & wanted)
    told = instructed.of(session, part.id)
    audience = Audience.COMPANY if told.is_handed_over else Audience.PERSON
    kinds = frozenset(kind for kind in DataKind if table.row(kind).role.role is Role.PROCESSOR and told.decision(kind) in _GIVEN)
    return Scope(part.role, _tenant(session, part), reaches, table.held, kinds if wanted is None else kinds & wanted, audience)


def sources_of(session: Session, part: Part, sources: Iterable[Source], *, is_ahead: bool = False) -> tuple[Source, ...]:
    """The sources as this part sees them: with the roles of the routing table, and within the scope. Wherever sources enter the work on a part they
    come from here, so that one rule holds everywhere; doing it twice is doing it once."""
    return of(session, part, is_ahead=is_ahead).applied(routing.applied(session, part.request_id, sources))


def period(session: Session, request: Request) -> Window:
    """The days that the person asks about, where the entity is that answers."""
    zone = ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone)
    return periods.of(request.narrowed_from, request.narrowed_to, zone)


def check(session: Session, part: Part, sources: Iterable[Source]) -> None:
    """Before an answer leaves. `sources` are those of the part. Raises Outdated (reason scope) if it would show what may not be shown any more, or
    may be shown by now; NotAllowed (reason held) while a kind of data waits for a signature."""
    if part.search_plan is None:
        return
    made_at = planning.made_at(part.search_plan)
    if made_at is not None and has_narrowed(session, part, made_at):
        raise Outdated(reason="scope")
    plan, now, homes = planning.load(part.search_plan), of(session, part), {one.address: one for source in sources for one in source.collections()}
    told = planning.whose(part.search_plan)
    is_same = (told.tenant, told.audience) == (now.tenant, now.audience)
    shown = [homes[step.address] for stage in plan.stages for step in stage.steps if step.address not in plan.quiet and step.address in homes]
    if not is_same or any(not now.is_of_part(one) or now.refusal(one) is not None for one in shown):
        raise Outdated(reason="scope")
    if any(gap.why is NotReached.HELD for gap in plan.gaps):
        if any(gap.why is NotReached.HELD and gap.address in homes and now.refusal(homes[gap.address]) is None for gap in plan.gaps):
            raise Outdated(reason="scope")  # it was signed since
        raise NotAllowed(reason="held")


def has_narrowed(session: Session, part: Part, made_at: datetime, number: int | None = None) -> bool:
    """Whether what a search of the part found may be somebody else's by now: that was planned at `made_at`, in the round `number` or the last."""
    ends = select(func.max(Task.finished_at)).where(Task.part_id == part.id, Task.kind == TaskKind.COLLECT)
    ended_at = session.execute(ends if number is None else ends.where(Task.round == number)).scalar()
    return ledger.narrowed_since(session, part.request_id, made_at, ended_at) or proofs.has_ended_since(session, part.request_id, made_at)


def _tenant(session: Session, part: Part) -> str:
    """What sources call the company. A part of no company that we know has none, and nothing is found for it."""
    key = session.execute(select(Company.key).where(Company.id == part.company_id)).scalar_one_or_none()
    return key if key is not None else ""
