"""How templates show words, dates and numbers. Invariant: the locale is that of the HTTP request, the clock that of the entity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, url_for

from dsr.kit import Kit
from dsr.text import ANSWERS, dates, languages, numbers, translator
from dsr.text.because import sentences
from dsr.text.labels import identity, word
from dsr.web import words
from dsr.web.locale import NAMES
from dsr.web.locale import code as language
from dsr.web.say import _, ngettext

SOON_DAYS = 5
_TONES = {
    "received": "wait", "verifying": "wait", "please_confirm": "soon", "triage": "soon", "referred": "wait", "collecting": "work",
    "reviewing": "soon", "executing": "work", "delivering": "work", "closed": "good", "in_progress": "work", "ready": "good",
    "waiting": "idle", "running": "work", "done": "good", "skipped": "keep", "failed": "stop", "asked": "wait",
    "queued": "wait", "sending": "work", "sent": "good",
    "fulfilled": "good", "partly_fulfilled": "good", "nothing_held": "good", "refused": "stop", "withdrawn": "keep", "unverified": "keep",
    "duplicate": "keep",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Our entity as the foot of every page names it."""

    name: str
    address: str
    dpo_contact: str
    phone: str
    authority_name: str
    authority_site: str


def register(app: Flask, kit: Kit) -> None:
    """Filters and what every template may use."""
    settings = kit.settings
    zone = ZoneInfo(settings.entity_timezone)
    contact = Contact(settings.entity_name, settings.entity_address, settings.entity_dpo_contact, settings.entity_phone,
                      settings.entity_authority_name, settings.entity_authority_site)
    app.jinja_env.filters.update(
        label=label, tone=tone, long_date=long_date, short_date=short_date, number=lambda value: numbers.number(value, language()),
        size=lambda value: numbers.volume(value, language()), stamp=lambda moment: stamp(moment, zone),
        day=lambda moment: long_date(moment.astimezone(zone).date()), days_left=days_left, due_tone=due_tone,
        move=lambda name: words.known(words.MOVES, name), event=lambda name: words.known(words.EVENTS, name),
        referral_end=lambda name: words.known(words.REFERRAL_ENDS, str(name)),
        notice=lambda name: words.known(words.NOTICES, name), letter=lambda name: words.known(words.LETTERS, name), cell=cell,
        decision=lambda one: translator(language())(f"decision.{one}.company"), identity_kind=lambda kind: identity(kind, language()),
        because=lambda why, received_on: " ".join(sentences(why, received_on, language())),
        unbroken=lambda text: text.replace(" ", "\u00a0"))
    of_answers = {code: languages.NAMES[code] for code in ANSWERS}
    app.jinja_env.globals.update(asset=asset, language=language, LANGUAGES=NAMES, ANSWER_LANGUAGES=of_answers,
                                 entity=contact, PRINT_ROWS=settings.print_rows, is_demo=settings.mode == "demo",
                                 link_days=settings.link_days, session_minutes=settings.session_minutes, sink_url=settings.sink_url, now=kit.now)


def label(member: StrEnum | str) -> str:
    """What a person reads for an enum member; other text as it is."""
    return word(member, language()) if isinstance(member, StrEnum) else member


def tone(member: StrEnum | str) -> str:
    """The glyph that stands beside the word."""
    return _TONES.get(str(member), "idle")


def long_date(day: date) -> str:
    """Thursday 3 December 2026."""
    return dates.long_date(day, language())


def short_date(day: date, today: date | None = None) -> str:
    """Thu 3 Dec; with the year where it is not this one's."""
    year = "" if today is not None and today.year == day.year else " y"
    if language() == "da":
        return format_date(day, f"EEEEEE d. MMM{year}", locale="da")
    return format_date(day, f"EEE d MMM{year}", locale="en")


def stamp(moment: datetime, zone: ZoneInfo) -> str:
    """Thu 3 Dec 2026, 08:12; to. 3. dec. 2026 kl. 08.12."""
    local = moment.astimezone(zone)
    if language() == "da":
        return f"{short_date(local.date())} kl. {local:%H.%M}"
    return f"{short_date(local.date())}, {local:%H:%M}"


def days_left(days: int) -> str:
    """The distance to a due date."""
    match days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case late if late < 0:
            return ngettext("%(num)s day late", "%(num)s days late", -late)
        case _many:
            return ngettext("%(num)s day", "%(num)s days", days)


def due_tone(days: int) -> str:
    """late, soon or idle."""
    return "late" if days < 0 else "soon" if days <= SOON_DAYS else "idle"


def cell(value: object) -> str:
    """A wire value of a record as text; nothing for NULL."""
    if value is None:
        return ""
    return (_("yes") if value else _("no")) if isinstance(value, bool) else str(value)


def asset(name: str) -> str:
    """The address of a file of ours, changed with its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent.parent / "static" / name).read_bytes()).hexdigest()[:12]
