"""Rows that were collected, as the source gave them. Invariant: each look is an event, written before the rows are shown."""

from __future__ import annotations

from flask import render_template, request, url_for

from dsr.domain.capability import Capability
from dsr.services.read import records as read
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.staff import bp


@bp.get("/requests/<reference>/parts/<int:number>/records/<address>")
@needs(Capability.RECORDS)
def records(reference: str, number: int, address: str) -> str:
    wanted = request.args.get("page", 1, type=int)
    with kit().database.transaction() as db:
        looked = read.look(db, reference, number, address, wanted, vault=kit().vault, by=actor(), now=kit().now(),
                           sources=kit().sources.sources, locale=language())
    page = read.page(looked, store=kit().store)

    def link(to: int) -> str:
        return url_for("desk.records", reference=reference, number=number, address=address, page=to)

    return render_template("staff/records.html", page=page, reference=reference, number=number, link=link)
