"""The queue: one line for each part of a request, the likeliest late first, in views that add up."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template, url_for

from dsr.domain.capability import Capability
from dsr.domain.words import Right, State
from dsr.services.read import inbox, keepers, lanes, mails, troubles
from dsr.web.access import actor, needs
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp, trail


@dataclass(frozen=True, slots=True)
class Counter:
    """A view as a link. `count` is None for what is not counted."""

    name: str
    words: str
    tone: str
    count: int | None
    link: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a view can be narrowed to."""

    rights: tuple[Right, ...]
    states: tuple[State, ...]
    companies: list[tuple[int, str]]
    keepers: list[tuple[int, str]]


@bp.get("/")
@needs(Capability.READ)
def queue() -> str:
    now, own = kit().now(), trail.wanted()
    today = now.astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
    with kit().database.reading() as db:
        page = inbox.queue(db, filter=own.view, today=today, vault=kit().vault, narrowed=own.narrowed, after=own.after, mine=actor().id, now=now)
        waiting, boxes, wrong = mails.waiting(db), mails.boxes(db), troubles.of_all(db, today=today)
        silent, fetched = mails.silent(db, kit().settings, now=now), mails.fetched(db)
        choices = Choices(tuple(Right), tuple(state for state in State if state is not State.CLOSED), inbox.companies(db, own.narrowed.company),
                          list(keepers.hands(db, today).known.items()))
    words = _views()
    counters = [Counter(name, *words[name], page.counts.get(name), url_for("desk.queue", **own.args(f=name))) for name in lanes.VIEWS]
    following = url_for("desk.queue", **own.args(after=page.next)) if page.next else ""
    return render_template("staff/queue.html", page=page, counters=counters, own=own, heading=words[own.view][0], today=today, mails=waiting,
                           boxes=boxes, silent=silent, wrong=wrong, fetched=fetched, choices=choices, following=following)


def _views() -> dict[str, tuple[str, str]]:
    return {
        lanes.OVERDUE: (_("overdue"), "late"), lanes.SOON: (_("due within 5 days"), "soon"), lanes.FOR_US: (_("wait for us"), ""),
        lanes.FOR_OTHERS: (_("wait for others"), ""), lanes.MINE: (_("mine to see to"), ""), lanes.OPEN: (_("all open"), ""),
        lanes.UNCONFIRMED: (_("not confirmed, kept apart"), ""), lanes.CLOSED: (_("closed"), ""),
    }
