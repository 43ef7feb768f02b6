"""What a mapping says of one collection's interface (dsr_meta.rest), read and checked before anything is asked.

The shape is the mapping's to check (`dsr.mapping.schema_rest`); here is checked what hangs together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dsr.connectors import rest_config
from dsr.connectors.faults import Place
from dsr.connectors.rest_expressions import Expression, expression
from dsr.domain.dataset import Collection
from dsr.domain.optional import may_miss

_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class By:
    """How one field is asked for."""

    field: str
    put: str
    name: str
    template: str = "{}"
    written: tuple[str, ...] = ()
    batch: int = 1
    join: str | None = None
    from_path: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    kind: str
    next: Expression | None
    put: str
    param: str
    start: int
    size: int | None
    size_param: str | None
    more: Expression | None
    total: Expression | None


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """Under which names both ends of a window are sent, and how far back the source goes."""

    start: str | None
    end: str | None
    put: str
    written: str
    span_days: int | None
    since: datetime | None
    keeps_days: int | None

    @property
    def needs_ends(self) -> bool:
        return self.put == "path" or self.span_days is not None


@dataclass(frozen=True, slots=True)
class Endpoint:
    path: str
    method: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: Mapping[str, object] | None
    rows: Expression
    fields: Mapping[str, Expression]
    optional: frozenset[str]
    paging: Paging | None
    by: tuple[By, ...]
    whole: bool
    window: WindowPlan | None
    absent: tuple[int, Expression | None] | None
    place: Place


def endpoint(collection: Collection, place: Place) -> Endpoint:
    """Raises SourceMisconfigured."""
    given: Mapping[str, Any] = collection.location
    if not given.get("path"):
        raise place.misconfigured("the mapping says nothing of the interface (dsr_meta: rest: path)")
    made = Endpoint(
        path=given["path"], method=given.get("method", "GET"), params={name: _text(value) for name, value in given.get("params", {}).items()},
        headers=rest_config.headers(given.get("headers", {}), place), body=given.get("body"),
        rows=expression(given.get("rows", "@"), "rows", place),
        fields={name: expression(text, f"field '{name}'", place) for name, text in given.get("fields", {}).items()},
        optional=frozenset(given.get("optional", ())) | may_miss(collection), paging=_paging(given.get("paging"), place),
        by=tuple(By(**{**one, "written": tuple(one.get("written", ()))}) for one in given.get("by", ())), whole=given.get("whole", False),
        window=_window(given.get("window"), collection, place), absent=_absent(given.get("absent"), place), place=place)
    _check(made, collection)
    return made


def _paging(given: Mapping[str, Any] | None, place: Place) -> Paging | None:
    if given is None:
        return None
    next_, more, total = (expression(given[name], f"paging: {name}", place) if given.get(name) else None for name in ("next", "more", "total"))
    kind = given["kind"]
    if kind == "cursor" and (next_ is None or not given.get("param")):
        raise place.misconfigured("paging by cursor needs next, where the cursor stands in an answer, and param, under which it is sent")
    if given.get("size_param") and not given.get("size"):
        raise place.misconfigured("paging: size_param needs size")
    return Paging(kind, next_, given.get("put", "query"), given.get("param") or kind, given.get("start", 1 if kind == "page" else 0),
                  given.get("size"), given.get("size_param"), more, total)


def _window(given: Mapping[str, Any] | None, collection: Collection, place: Place) -> WindowPlan | None:
    if given is None:
        return None
    if collection.time is None:
        raise place.misconfigured("a window is sent only for a collection with a time column (dsr_meta: time), by which its rows are cut exactly")
    since = datetime.fromisoformat(given["since"]).replace(tzinfo=UTC) if given.get("since") else None
    plan = WindowPlan(given.get("start"), given.get("end"), given.get("put", "query"), given.get("written", "iso"), given.get("span_days"),
                      since, given.get("keeps_days"))
    if not (plan.start or plan.end):
        raise place.misconfigured("window needs from, to or both")
    if plan.needs_ends and since is None and plan.keeps_days is None:
        raise place.misconfigured("a window that cannot be left open needs since or keeps_days: how far back the source goes")
    return plan


def _absent(given: Mapping[str, Any] | None, place: Place) -> tuple[int, Expression | None] | None:
    if given is None:
        return None
    return given.get("status", 404), expression(given["when"], "absent: when", place) if given.get("when") else None


def _check(made: Endpoint, collection: Collection) -> None:
    """Names that lead nowhere. Raises SourceMisconfigured."""
    names = [field.name for field in collection.fields]
    for name in [*made.fields, *made.optional, *(by.field for by in made.by)]:
        if name not in names:
            raise made.place.nothing_named("field", name, names)
    filled = {by.name for by in made.by if by.put == "path"}
    if made.window and made.window.put == "path":
        filled |= {name for name in (made.window.start, made.window.end) if name}
    holes = _HOLE.findall(made.path)
    for hole in holes:
        if hole not in filled:
            raise made.place.nothing_named("value for the part of the path", hole, filled)
    for name in filled - set(holes):
        raise made.place.nothing_named("part of the path", name, holes)
    puts_body = [*(by.put for by in made.by), made.paging.put if made.paging else "", made.window.put if made.window else ""]
    if (made.body is not None or "body" in puts_body) and made.method != "POST":
        raise made.place.misconfigured("a body is sent with method: POST only")
    for by in made.by:
        if by.from_path and (by.put != "path" or by.batch > 1):
            raise made.place.misconfigured("from_path is for a field that is asked for in the path, one value at a time")
        if by.put == "path" and by.batch > 1 and by.join is None:
            raise made.place.misconfigured("several values in the path need join, the text between them")
    if any(by.put == "path" for by in made.by) and (made.whole or len(made.by) > 1):
        raise made.place.misconfigured("a path with a value in it finds by that field only; make one collection for each way of asking")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
