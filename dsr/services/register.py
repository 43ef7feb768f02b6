"""The register of incidents as a file, for an authority or for our own records (GDPR Art. 33(5)).

Invariant: it names nobody, each export is on record, and no cell of it is a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.orm import Session

from config import Settings
from dsr.documents.files import guarded
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.services import audit
from dsr.services.read import incidents as read

_FIELDS = ("incident", "reference", "role", "company", "aware_at", "opened_at", "opened_by", "happened_on", "what", "categories", "people", "records",
           "consequences", "measures", "risk", "risk_reason", "duties", "told", "closed_at")


def exported(session: Session, kind: str, *, by: Actor, now: datetime, settings: Settings) -> bytes:
    """All of it as `csv` or `json`. Raises NotAllowed."""
    by.must(Capability.INCIDENT)
    rows = [_row(line) for line in sorted(read.register(session, now=now, settings=settings), key=lambda line: line.id)]
    audit.record(session, None, "register_exported", {"kind": kind, "incidents": len(rows)}, by=by, now=now)
    return _csv(rows) if kind == "csv" else orjson.dumps({"format": "dsr-incidents/1", "made_at": now, "incidents": rows}, option=orjson.OPT_INDENT_2)


def _row(line: read.Line) -> dict[str, Any]:
    facts = line.facts
    return {
        "incident": line.id, "reference": line.reference, "role": line.role.value, "company": line.company, "aware_at": line.aware_at,
        "opened_at": line.opened_at, "opened_by": line.opened_by, "happened_on": facts.happened_on, "what": facts.what,
        "categories": facts.categories, "people": facts.people, "records": facts.records, "consequences": facts.consequences,
        "measures": facts.measures, "risk": facts.risk.value, "risk_reason": facts.risk_reason,
        "duties": [{"duty": one.duty.value, "ends_at": one.ends_at, "is_aim": one.is_aim, "settled_at": one.settled_at, "is_late": one.is_late}
                   for one in line.clocks],
        "told": [{"duty": one.duty.value, "act": one.act.value, "at": one.done_at, "number": one.number, "note": one.note, "by": one.by}
                 for one in line.marks],
        "closed_at": line.closed_at}


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(_FIELDS)
    writer.writerows([guarded(_cell(row[name])) for name in _FIELDS] for row in rows)
    return ("\ufeff" + file.getvalue()).encode()


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(value).decode().strip('"')
