"""What is in force for a company's part of a request. Invariant: without a company's word nothing of its part leaves or changes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.errors import NotAllowed
from dsr.domain.instruction import Instructed
from dsr.domain.words import Role
from dsr.models import Instruction, Part


def of(session: Session, part_id: int) -> Instructed:
    """What is in force for a part."""
    return Instructed({row.data_kind: row.decision for row in in_force(session, part_id)})


def in_force(session: Session, part_id: int) -> tuple[Instruction, ...]:
    """The rows that count: the newest of each kind that is not revoked."""
    rows = session.execute(select(Instruction).where(Instruction.part_id == part_id, Instruction.revoked_at.is_(None)).order_by(Instruction.id))
    return tuple({row.data_kind: row for row in rows.scalars()}.values())


def must(session: Session, part: Part) -> None:
    """Raises NotAllowed (reason no_instruction) where the data are a company's and it has not said that anything of them may leave or change."""
    if part.role is Role.PROCESSOR and not of(session, part.id).leaves:
        raise NotAllowed(reason="no_instruction")


def place(part_id: int) -> str:
    """What the sealed reason of an instruction is bound to."""
    return f"part:{part_id}:instruction"
