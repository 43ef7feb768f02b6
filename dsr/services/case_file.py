"""The authority's file of a case: made by the data protection officer, sealed in the store, and recorded each time that it leaves.

Invariant: it is gathered and packed before anything is written; a file that is kept is never changed, a newer one stands beside it.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy.orm import Session

from config import Settings
from dsr.documents.case_tongue import Tongue, Word
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotFound
from dsr.models import CaseFile, Request
from dsr.services import audit, case_content, complaints, entities
from dsr.services.case_content import Data
from dsr.services.keys import key_of
from dsr.services.sealed_file import SealedFile
from dsr.vault import Handle, KeyClass, Vault

_MADE = (1980, 1, 1, 0, 0, 0)  # of every entry: the same case gives the same bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes, and where they go."""

    data: bytes
    path: str
    handle: Handle
    context: str


def pack(session: Session, reference: str, complaint_id: int, *, by: Actor, now: datetime, vault: Vault, settings: Settings, word: Word) -> Packed:
    """Gather the case and pack it. `word` gives the desk's words for a code, in the language of the entity.

    Raises NotFound, NotAllowed, VaultError.
    """
    by.must(Capability.AUDIT)
    row = complaints.of(session, reference, complaint_id)
    request = session.get_one(Request, row.request_id)
    told = case_content.case(session, request, now=now, vault=vault, settings=settings)
    told["complaint"] = {"authority": row.authority, "number": row.number, "received_on": row.received_on, "answer_by": row.answer_by,
                         "answered_on": row.answered_on, "ended_at": row.ended_at}
    trail = case_content.trail(session, request)
    files = {"overview.pdf": _overview(told, trail, word, settings), "case.json": _json(told), "trail.json": _json(trail),
             **{name: text.encode() for name, text in case_content.letters(session, request, vault=vault, settings=settings)}}
    files["SHA256SUMS"] = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()).encode()
    path = f"case-{request.id}/{secrets.token_hex(16)}"
    return Packed(_zipped(files), path, key_of(session, request.id, KeyClass.CASE, vault=vault), _context(path))


def keep(session: Session, reference: str, complaint_id: int, packed: Packed, *, by: Actor, now: datetime) -> CaseFile:
    """It lies sealed in the store. Raises NotFound, NotAllowed."""
    by.must(Capability.AUDIT)
    row = complaints.of(session, reference, complaint_id)
    made = CaseFile(complaint_id=row.id, path=packed.path, size=len(packed.data), digest=hashlib.sha256(packed.data).hexdigest(), staff_id=by.id,
                    made_at=now)
    session.add(made)
    session.flush()
    audit.record(session, row.request_id, "case_file_made", {"complaint": row.id, "file": made.id, "digest": made.digest}, by=by, now=now)
    return made


def fetch(session: Session, reference: str, complaint_id: int, file_id: int, *, by: Actor, now: datetime, vault: Vault) -> tuple[SealedFile, int]:
    """It leaves, and its size. Raises NotFound, NotAllowed."""
    by.must(Capability.AUDIT)
    row = complaints.of(session, reference, complaint_id)
    found = session.get(CaseFile, file_id)
    if found is None or found.complaint_id != row.id:
        raise NotFound()
    audit.record(session, row.request_id, "case_file_fetched", {"complaint": row.id, "file": found.id}, by=by, now=now)
    return SealedFile(found.path, key_of(session, row.request_id, KeyClass.CASE, vault=vault), _context(found.path)), found.size


def _overview(told: Data, trail: Data, word: Word, settings: Settings) -> bytes:
    from dsr.documents import case_pdf  # ReportLab is large: only who writes a document loads it

    out = io.BytesIO()
    case_pdf.write(told, trail, Tongue(settings.entity_language, entities.zone(settings), word), out)
    return out.getvalue()


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _context(path: str) -> str:
    return f"case_file:{path}"
