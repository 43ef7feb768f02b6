"""The report of a year: gathered from the same figures as the pages of the desk, and written as a PDF in the language of the entity.

Invariant: companies of few requests are folded before anything is written, for the report may go to others.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.figures import Standing
from dsr.domain.reporting import Period
from dsr.domain.year_told import YearTold
from dsr.services import entities
from dsr.services.read import reports, reports_systems


def gathered(session: Session, period: Period, *, now: datetime, settings: Settings) -> YearTold:
    """The figures of the period as they are known now."""
    zone = entities.zone(settings)
    today = now.astimezone(zone).date()
    found = reports.answered(session, period, today=today, zone=zone, is_folded=True)
    systems = reports_systems.systems(session, period, now=now, zone=zone)
    is_open: Counter[Standing] = Counter()
    for age in reports.open_ages(session, today=today, zone=zone):
        is_open.update(age.counts)
    return YearTold(
        settings.entity_name, period, now, found.whole,
        tuple((month, came, line) for (month, line), came in zip(found.months, found.received_months, strict=True)), found.rights, found.companies,
        found.others, found.received, found.endings, found.grounds, is_open, systems.sources, systems.written,
        sum(one.failed + one.bounced for one in systems.letters), reports_systems.trouble(session, period, zone=zone))


def written(told: YearTold, settings: Settings, named: Callable[[str], str]) -> bytes:
    """The PDF; `named` gives the name of a source by its key, in the language of the entity."""
    from dsr.documents import year_pdf  # ReportLab is large: only who writes a document loads it

    out = io.BytesIO()
    year_pdf.write(told, settings.entity_language, entities.zone(settings), named, out)
    return out.getvalue()
