"""An answer that was written and released, without the search before it."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from dsr.kit import Kit
from dsr.models import Document, Part, Request, Response
from dsr.services import briefing, deliver
from dsr.services.keys import key_for
from dsr.vault import KeyClass
from tests.web.conftest import letter_token

FILES = {
    "response.pdf": b"%PDF-1.7 " + b"x" * 600_000,  # more than two frames of the store
    "response.json": b'{"format": "dsr-response/1"}',
    "data/crm.contacts.csv": "Navn\r\nSøren Ærø\r\n".encode(),
}
_TYPES = {"pdf": "application/pdf", "json": "application/json", "csv": "text/csv"}


def release(kit: Kit, reference: str) -> str:
    """Release FILES as the answer to the request; returns the token of the link in the letter."""
    with kit.database.transaction() as db:
        request = db.execute(select(Request).where(Request.reference == reference)).scalar_one()
        part = db.execute(select(Part).where(Part.request_id == request.id).order_by(Part.number)).scalars().all()[0]
        handle = key_for(db, request.id, KeyClass.PACKAGE, vault=kit.vault, now=kit.now())
        at = kit.now()
        response = Response(part_id=part.id, number=1, ordered_at=at, approved_at=at, written_at=at, status="complete", outcome="fulfilled")
        db.add(response)
        db.flush()
        for count, (name, content) in enumerate(FILES.items()):
            path = f"part-{part.id}/task-1/a1/{count:04d}"
            with kit.store.create(path, handle, briefing.document_context(path)) as file:
                file.write(content)
            db.add(Document(response_id=response.id, name=name, media_type=_TYPES[name.rpartition(".")[2]], size=len(content),
                            digest=hashlib.sha256(content).hexdigest(), path=path))
        db.flush()
        db.refresh(response)
        deliver.released(db, response, now=kit.now(), vault=kit.vault, settings=kit.settings)
    return letter_token(kit, "answer_ready")
