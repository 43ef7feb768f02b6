"""Rows that were collected, as the source gave them. Invariant: each look is an event, written before the rows are shown."""

from __future__ import annotations

from flask import render_template, request, url_for

from dsr.domain.capability import Capability
from dsr.services.read import records as read
from dsr.web.access import actor, needs
from dsr.web.ports import kit
from dsr.web.staff import bp


@bp.get("/requests/<reference>/parts/<int:number>/records/<address>")
@needs(Capability.RECORDS)
def records(reference: str, number: int, address: str) -> str:
    wanted = max(1, request.args.get("page", 1, type=int))
    with kit().database.transaction() as db:
        page = read.page(db, reference, number, address, wanted, vault=kit().vault, store=kit().store, by=actor(), now=kit().now())

    def link(to: int) -> str:
        return url_for("desk.records", reference=reference, number=number, address=address, page=to)

    return render_template("staff/records.html", page=page, reference=reference, number=number,
                           number_of_page=min(wanted, max(1, page.pages)), link=link)
