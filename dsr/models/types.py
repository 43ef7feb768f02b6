"""Columns that recur: keys, instants, words, and the CHECK that names the words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import UtcDateTime, Word

Pk = Annotated[int, mapped_column(primary_key=True)]
Instant = Annotated[datetime, mapped_column(UtcDateTime())]
Sealed = Annotated[bytes, mapped_column(LargeBinary())]


class ByCode:
    """What a code that was mailed opens: the last code, while it counts, and the session that it opened. Only keyed hashes are kept."""

    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    code_tries: Mapped[int] = mapped_column(default=0)
    session_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    session_until: Mapped[datetime | None] = mapped_column(UtcDateTime())


def word(of: type[StrEnum], **options: Any) -> Mapped[Any]:
    """A column that holds a member of the enum."""
    return mapped_column(Word(of), **options)


def words(column: str, of: type[StrEnum]) -> CheckConstraint:
    """The CHECK of a word column. The name is quoted: `right` is a word of Postgres too."""
    named = ", ".join(f"'{member.value}'" for member in of)
    return CheckConstraint(f'"{column}" IN ({named})', name=f"{column}_word")


def to(target: str, *, on_delete: str = "RESTRICT", **options: Any) -> Mapped[Any]:
    """A foreign key with an index; deleting is refused unless said otherwise."""
    return mapped_column(ForeignKey(target, ondelete=on_delete), index=True, **options)
