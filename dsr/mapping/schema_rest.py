"""The shape of `dsr_meta: rest:`, how a collection is asked for over HTTP (docs/rest.md). Strict, so that a slip of the pen is found."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Place = Literal["path", "query", "body"]
Sent = Literal["e164", "digits", "zero_zero", "national"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ByMeta(_Strict):
    """How one field is asked for: one request for each value, or for each `batch` of values."""

    field: str
    put: Annotated[Place, Field(alias="as")] = "query"
    name: str
    template: Annotated[str, Field(pattern=r"^[^{}]*\{\}[^{}]*$")] = "{}"
    written: list[Sent] = []
    batch: Annotated[int, Field(ge=1)] = 1
    join: str | None = None
    from_path: bool = False


class PagingMeta(_Strict):
    kind: Literal["cursor", "link", "page", "offset"]
    next: str | None = None
    put: Annotated[Literal["query", "body"], Field(alias="as")] = "query"
    param: str | None = None
    start: Annotated[int, Field(ge=0)] | None = None
    size: Annotated[int, Field(ge=1)] | None = None
    size_param: str | None = None
    more: str | None = None
    total: str | None = None


class WindowMeta(_Strict):
    """Names under which both ends of a window are sent."""

    start: Annotated[str | None, Field(alias="from")] = None
    end: Annotated[str | None, Field(alias="to")] = None
    put: Annotated[Place, Field(alias="as")] = "query"
    written: Literal["iso", "date", "epoch_s", "epoch_ms"] = "iso"
    span_days: Annotated[int, Field(ge=4)] | None = None
    since: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$"), BeforeValidator(str)] | None = None  # YAML makes a date of it
    keeps_days: Annotated[int, Field(ge=1)] | None = None


class AbsentMeta(_Strict):
    """The answer that says: there is no such person."""

    status: Annotated[int, Field(ge=400, le=499)] = 404
    when: str | None = None


class RestMeta(_Strict):
    """Where and how the rows of this collection are asked for, below the source's base_url."""

    path: Annotated[str, Field(pattern=r"^/")]
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, str | int | bool] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] | None = None
    rows: str = "@"
    fields: dict[str, str] = {}
    optional: list[str] = []
    paging: PagingMeta | None = None
    by: Annotated[list[ByMeta], BeforeValidator(lambda value: [value] if isinstance(value, dict) else value)] = []
    whole: bool = False
    window: WindowMeta | None = None
    absent: AbsentMeta | None = None
