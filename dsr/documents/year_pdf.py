"""The report of a year as a PDF. Invariant: the same figures, told at the same moment, are the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO
from zoneinfo import ZoneInfo

from dsr.documents import booklet
from dsr.documents.year import Teller, sections
from dsr.domain.year_told import YearTold
from dsr.text.dates import long_date


def write(told: YearTold, locale: str, zone: ZoneInfo, named: Callable[[str], str], file: BinaryIO) -> None:
    """Print it. A year that is not over is told as far as it has come."""
    its, today = Teller(locale, named), told.made_at.astimezone(zone).date()
    about = its.say("about" if today > told.period.last else "about_so_far", day=long_date(today, locale), entity=told.entity,
                    first=long_date(told.period.first, locale), last=long_date(min(told.period.last, today), locale))
    title = its.say("title", year=told.period.name)
    booklet.write(booklet.Cover(title, about, told.entity, title, locale, told.made_at), sections(told, its), file)
