"""response.json: the answer for machines, in the format dsr-response/1. Invariant: found = shown + withheld for every collection."""

from __future__ import annotations

from typing import Any

import orjson

from dsr.documents.files import file_name
from dsr.domain.answer import Answer, Column, Gap, Table


def response(answer: Answer) -> bytes:
    """The bytes of response.json."""
    return orjson.dumps({
        "format": "dsr-response/1",
        "status": "complete" if answer.is_complete else "incomplete",
        "request": answer.reference or None,
        "generated_at": answer.generated_at.isoformat(),
        "collections": [_collection(table) for table in answer.tables],
        "unreached": [_gap(gap) for gap in answer.gaps if gap.makes_incomplete],
        "not_searched": [_gap(gap) for gap in answer.gaps if not gap.makes_incomplete],
        "unknown_kinds": list(answer.unknown_kinds),
        **({"restricted": True} if answer.is_restricted else {}),
    }, option=orjson.OPT_INDENT_2)


def _collection(table: Table) -> dict[str, Any]:
    address = str(table.address)
    return {
        "source": table.source, "address": address, "role": table.role.value, "found": table.found, "shown": table.shown,
        "masked": table.masked, "withheld": sum(table.withheld.values()), "reasons": [why.value for why in table.withheld],
        "fields": [_field(column) for column in table.columns],
        "left_out": list(table.left_out),
        "files": {"jsonl": file_name(address, "jsonl"), "csv": file_name(address, "csv")},
    }


def _field(column: Column) -> dict[str, Any]:
    """`masked` only where there is anything: cells that are not shown, or not whole, by reason."""
    masked = {"masked": sum(column.masked.values()), "masked_why": dict(sorted(column.masked.items()))} if column.masked else {}
    return {"name": column.name, "label": column.label, "category": column.category, **masked}


def _gap(gap: Gap) -> dict[str, str]:
    return {"source": gap.source, "address": gap.address, "why": gap.why.value}
