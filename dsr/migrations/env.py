"""What Alembic runs for each command. The connection and its transaction are the caller's (`dsr.migrations`)."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import dsr.models  # noqa: F401  # fills the metadata
from dsr.db import Base, UtcDateTime, Word


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A revision stays as it was written: it names plain types, not ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(length=40)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, render_item=_render, compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
