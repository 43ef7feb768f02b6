"""Why data is held, on which ground, how long, from whom and for whom: what the letter says and an erasure decides by."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dsr.domain.terms import ErasureAction
from dsr.mapping.schema_rules import Conditions, Strict

Words = Annotated[dict[str, str], BeforeValidator(lambda value: {"en": value} if isinstance(value, str) else value,
                                                  json_schema_input_type=dict[str, str] | str)]


class RetentionMeta(Strict):
    """`period` is an ISO 8601 duration: P5Y, P90D."""

    ground: str
    period: Annotated[str | None, Field(pattern=r"^P([0-9]+[YMWD])+$")] = None


class ErasureMeta(Strict):
    action: ErasureAction
    ground: str | None = None


class ChargedMeta(Strict):
    """Rows for which all of these hold were charged for."""

    when: Conditions


class ContentMeta(Strict):
    """Rows that stand for a file; `file` is the column that names it."""

    file: str
    media_type: Annotated[str, Field(pattern=r"^[a-z]+/[A-Za-z0-9.+-]+$")]


class TermsMeta(BaseModel):
    """Said of a dataset, or of one collection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: Words | None = None
    legal_basis: Words | None = None
    retention: RetentionMeta | None = None
    recipients: list[Words] = []
    origin: Words | None = None
    transfers: list[Words] = []
