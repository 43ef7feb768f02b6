"""Scans that staff upload: looked at, sealed and kept. Invariant: a scan that is refused takes none of the others with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import cast

from flask import session
from werkzeug.datastructures import FileStorage

from dsr.domain.capability import Capability
from dsr.domain.uploads import SCANS, Limits, Refusal, Upload, clean_name, judge
from dsr.services import papers
from dsr.services import staff as people
from dsr.text.labels import word
from dsr.web.access import TOKEN, actor
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.spool import Spool

ACCEPT = ",".join(f".{ending}" for ending in SCANS)
_BLOCK = 1 << 18


def is_let_in() -> bool:
    """Whether a form with scans is read at all: it is before its view knows who sent it."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return False
    with kit().database.reading() as db:
        visit = people.current(db, token, now=kit().now(), vault=kit().vault)
    return visit is not None and Capability.TRIAGE in visit.actor.capabilities


def take(reference: str, chosen: Iterable[FileStorage], *, representative_id: int | None = None) -> list[str]:
    """Keep the scans of a request; what was refused, each with its rule."""
    return [refused for file in chosen if file.filename and (refused := _take(reference, file, representative_id))]


def _take(reference: str, file: FileStorage, representative_id: int | None) -> str:
    spool, settings = cast(Spool, file.stream), kit().settings
    with kit().database.transaction() as db:
        shelf = papers.shelf(db, reference, by=actor(), now=kit().now(), vault=kit().vault)
    limits = Limits(settings.paper_mb * 1024 * 1024, settings.paper_files)
    match judge(file.filename or "", spool, spool.size, taken=shelf.taken, limits=limits, kinds=SCANS):  # type: ignore[arg-type]  # read like one
        case Refusal() as refusal:
            return f"{clean_name(file.filename or '')}: {word(refusal, language())}"
        case Upload() as upload:
            digest = _seal(spool, shelf)
            try:
                with kit().database.transaction() as db:
                    papers.keep(db, reference, upload, path=shelf.path, size=spool.size, digest=digest, by=actor(), now=kit().now(),
                                vault=kit().vault, representative_id=representative_id)
            except Exception:
                kit().store.delete(shelf.path)
                raise
    return ""


def _seal(spool: Spool, shelf: papers.Shelf) -> str:
    digest = hashlib.sha256()
    spool.seek(0)
    with kit().store.create(shelf.path, shelf.handle, shelf.context) as kept:
        for block in iter(lambda: spool.read(_BLOCK), b""):
            digest.update(block)
            kept.write(block)
    return digest.hexdigest()
