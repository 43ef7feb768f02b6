"""Who decides about which kind of data. Everybody at the desk sees the table; who approves changes and signs it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotFound
from dsr.domain.routing import ALLOWED, DataKind, RouteAct, RoutedRole, Row
from dsr.services import own_entity, routing
from dsr.services.routing import Version
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table as the page shows it. `chosen`, `typed` and `problem` are of a change that was refused, to be mended."""

    kind: DataKind
    row: Row
    versions: tuple[Version, ...]
    chosen: tuple[RoutedRole, RouteAct]
    typed: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """`ways`: what may be chosen for a row, a role with what is then done. `opened`: the one row that is looked at, or changed."""

    lines: tuple[Line, ...]
    opened: Line | None
    ways: tuple[tuple[RoutedRole, RouteAct], ...]
    may_change: bool


WAYS = tuple((role, act) for role, acts in ALLOWED.items() for act in acts)


@bp.get("/routing")
@needs(Capability.READ)
def routes() -> str:
    return render_template("staff/routing.html", page=_page(request.args.get("kind", "")))


@bp.post("/routing")
@needs(Capability.APPROVE)
def change_route() -> Response | tuple[str, int]:
    """One row: put in force, and signed where that button was pressed."""
    try:
        kind, way, since = DataKind(request.form.get("kind", "")), _way(request.form.get("way", "")), int(request.form.get("since", ""))
    except ValueError:
        raise NotFound() from None
    reason, is_signed = request.form.get("reason", ""), "sign" in request.form
    try:
        with changing() as db:
            entity = own_entity.own(db, kit().settings).id
            made = routing.change(db, entity, kind, *way, since=since, reason=reason, by=actor(), now=kit().now(), is_signed=is_signed)
    except InvalidInput as error:
        page, problem = _page(kind.value), sentence(error, language())
        assert page.opened is not None
        return render_template("staff/routing.html", page=replace(
            page, opened=replace(page.opened, chosen=way, typed=reason, problem=problem))), 422
    if made.holds:
        flash(_("Kept. Nothing of this kind is given to anybody until it is signed to be answered or passed on."), "wait")
    else:
        flash(_("Signed and in force."), "good")
    return redirect(url_for("desk.routes", kind=kind.value, _anchor="row"), code=303)


def _page(opened: str) -> Page:
    with kit().database.reading() as db:
        entity = own_entity.known(db)
        table, changes = routing.table(db, entity), routing.versions(db, entity)
    lines = tuple(Line(kind, row, tuple(one for one in changes if one.kind is kind), (row.role, row.act))
                  for kind in DataKind for row in (table.row(kind),))
    return Page(lines, next((line for line in lines if line.kind.value == opened), None), WAYS, Capability.APPROVE in actor().capabilities)


def _way(text: str) -> tuple[RoutedRole, RouteAct]:
    """Raises ValueError."""
    role, _blank, act = text.partition(" ")
    return RoutedRole(role), RouteAct(act)
