"""response.json: the answer for machines, in the format dsr-response/1. Invariant: found = shown + withheld for every collection."""

from __future__ import annotations

from typing import Any

import orjson

from dsr.documents.files import file_name
from dsr.domain.answer import Answer, Column, Gap, Table
from dsr.domain.earlier import Earlier
from dsr.domain.enclosed import ContentCount, Enclosed
from dsr.domain.words import Role


def response(answer: Answer) -> bytes:
    """The bytes of response.json."""
    counts = {one.address: one for one in answer.contents if one.address}
    searched = {str(table.address) for table in answer.tables}
    loose = [one for one in answer.contents if one.address not in searched]
    return orjson.dumps({
        "format": "dsr-response/1",
        "status": "complete" if answer.is_complete else "incomplete",
        "request": answer.reference or None,
        "generated_at": answer.generated_at.isoformat(),
        "collections": [_collection(table, counts.get(str(table.address)), answer) for table in answer.tables],
        **({"enclosures": [_enclosure(one) for one in answer.enclosed]} if answer.contents else {}),
        **({"other_files": [{"source": one.source, **_content(one)} for one in loose]} if loose else {}),
        "unreached": [_gap(gap) for gap in answer.gaps if gap.makes_incomplete],
        "not_searched": [_gap(gap) for gap in answer.gaps if not gap.makes_incomplete],
        "unknown_kinds": list(answer.unknown_kinds),
        **({"restricted": True} if answer.is_restricted else {}),
        **({"replaces": _earlier(answer.earlier)} if answer.earlier else {}),
    }, option=orjson.OPT_INDENT_2)


def _earlier(one: Earlier) -> dict[str, Any]:
    """The answer that this one replaces, with what it counted; null where nothing was kept of it."""
    counts = {address: {"shown": then.shown, "withheld": then.left_out, "searched": then.is_found, "to_the_end": then.is_whole}
              for address, then in one.counts.items()} if one.counts is not None else None
    return {"answered_on": one.answered_on.isoformat(), "collections": counts, "files": one.files}


def _collection(table: Table, files: ContentCount | None, answer: Answer) -> dict[str, Any]:
    address, role = str(table.address), Role.PROCESSOR if answer.on_behalf else table.role
    return {
        "source": table.source, "address": address, "role": role.value, "found": table.found, "shown": table.shown,
        "masked": table.masked, "withheld": sum(table.withheld.values()), "reasons": [why.value for why in table.withheld],
        "fields": [_field(column) for column in table.columns],
        "left_out": list(table.left_out),
        **({"removed": [{"name": one.name, "label": one.label, "why": one.why.value} for one in table.removed]} if table.removed else {}),
        **({"uncovered": [{"name": one.name, "cells": one.cells, "why": one.why.value if one.why else None} for one in table.uncovered]}
           if table.uncovered else {}),
        "files": {"jsonl": file_name(address, "jsonl"), "csv": file_name(address, "csv")},
        **({"content": _content(files)} if files else {}),
    }


def _content(files: ContentCount) -> dict[str, Any]:
    """found = enclosed + missing + left_out."""
    return {"found": files.found, "enclosed": files.enclosed, "missing": files.missing, "left_out": files.kept_back,
            "reasons": [why.value for why in files.reasons], **({"national_numbers_removed": files.removed} if files.removed else {})}


def _enclosure(one: Enclosed) -> dict[str, Any]:
    """`entry` is its number, `row` the line of its collection's files that it belongs to, from 1."""
    return {"entry": one.number, "source": one.source, "address": one.address or None, "row": one.row, "file": one.file, "kind": one.kind.value,
            "media_type": one.media_type, "size": one.size, "sha256": one.digest}


def _field(column: Column) -> dict[str, Any]:
    """Beside name, label and category only where there is anything: cells that are not shown, or not whole, by reason; national numbers that were
    taken out of texts; and what must be known of the cells."""
    masked = {"masked": sum(column.masked.values()), "masked_why": dict(sorted(column.masked.items()))} if column.masked else {}
    noted = {"note": column.note} if column.note else {}
    removed = {"national_numbers_removed": column.removed} if column.removed else {}
    return {"name": column.name, "label": column.label, "category": column.category, **masked, **removed, **noted}


def _gap(gap: Gap) -> dict[str, str]:
    return {"source": gap.source, "address": gap.address, "why": gap.why.value}
