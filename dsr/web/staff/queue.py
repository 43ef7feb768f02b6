"""The queue: one line for each part of a request, in the order of the days they are planned for."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for

from dsr.domain.capability import Capability
from dsr.services.read import inbox, mails, troubles
from dsr.web.access import actor, needs
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp


@dataclass(frozen=True, slots=True)
class Filter:
    """A counter that is a link."""

    name: str
    words: str
    tone: str
    count: int | None


@bp.get("/")
@needs(Capability.READ)
def queue() -> str:
    names = _names()
    current = request.args.get("f", "")
    if current not in names:
        current = inbox.OPEN
    today = kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
    number = request.args.get("page", 1, type=int)
    with kit().database.reading() as db:
        page = inbox.queue(db, filter=current, today=today, vault=kit().vault, number=number, mine=actor().id)
        waiting, boxes, wrong = mails.waiting(db), mails.boxes(db), troubles.of_all(db, today=today)
        silent = mails.silent(db, kit().settings, now=kit().now())
    filters = [Filter(name, words, tone, page.counts.get(name)) for name, (words, tone) in names.items()]

    def link(to: int) -> str:
        return url_for("desk.queue", f=current, page=to)

    return render_template("staff/queue.html", page=page, filters=filters, current=current, heading=names[current][0], today=today, link=link,
                           mails=waiting, boxes=boxes, silent=silent, wrong=wrong)


def _names() -> dict[str, tuple[str, str]]:
    return {
        "overdue": (_("overdue"), "late"), "planned": (_("planned for now"), "soon"), "mine": (_("mine to see to"), ""),
        "waiting_us": (_("wait for us"), ""),
        "waiting_them": (_("wait for others"), ""), "unconfirmed": (_("not confirmed"), ""), "open": (_("all open"), ""), "closed": (_("closed"), ""),
    }
