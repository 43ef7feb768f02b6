"""The folder of source files as the rest of the house sees it: its revision, kept for ever.

Invariant: a revision holds hashes only; what it says never changes, and the same folder has one row however often it is published.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import orjson
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.mapping import SourceBook
from dsr.models import MappingRevision


def publish(session: Session, book: SourceBook, *, now: datetime) -> MappingRevision:
    """The row of the book's revision; made when this content is seen for the first time."""
    revisions = orjson.dumps({source.key: source.revision for source in book.sources}, option=orjson.OPT_SORT_KEYS)
    digest = sha256(revisions).hexdigest()
    wanted = select(MappingRevision).where(MappingRevision.digest == digest)
    row = session.execute(wanted).scalar_one_or_none()
    if row is not None:
        return row
    try:
        with session.begin_nested():
            row = MappingRevision(digest=digest, sources=revisions.decode(), published_at=now)
            session.add(row)
        return row
    except IntegrityError:  # another process published the same a moment earlier
        return session.execute(wanted).scalar_one()
