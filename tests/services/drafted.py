"""A draft that was written, without the worker, and its approval as the desk asks for it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from contextlib import closing
from datetime import date

import pypdfium2  # type: ignore[import-untyped]
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.dataset import Source
from dsr.domain.words import Outcome
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Document, Response, Task
from dsr.services import briefing, drafts, review
from dsr.services.review import Seen


def a_pdf(pages: int = 1) -> bytes:
    """Blank pages."""
    out = io.BytesIO()
    with closing(pypdfium2.PdfDocument.new()) as made:
        for _ in range(pages):
            made.new_page(595, 842)
        made.save(out)
    return out.getvalue()


FILES: Mapping[str, bytes] = {"response.json": b"{}", "response.pdf": a_pdf()}


def sources_of(kit: Kit) -> tuple[Source, ...]:
    """Those of the kit, else those that `carol.reviewed` collects from."""
    from tests.services.carol import BOOK  # it imports this module

    return kit.sources.sources or BOOK.sources


def seen(kit: Kit, part_id: int) -> Seen:
    """What the page of the newest draft tells of it."""
    with kit.database.reading() as session:
        draft = drafts.newest(session, part_id)
        assert draft is not None
        return Seen(draft.number, drafts.digest(session, draft))


def write(kit: Kit, part_id: int, files: Mapping[str, bytes] = FILES, *, outcome: Outcome = Outcome.FULFILLED, owed: str | None = None,
          status: str = "complete", more_by: date | None = None) -> Seen:
    """Settle the writing of the newest draft, its files sealed where a worker puts them."""
    with kit.database.transaction() as session:
        draft = drafts.newest(session, part_id)
        assert draft is not None
        brief = briefing.writing(session, draft, sources=sources_of(kit), settings=kit.settings, now=kit.now(), vault=kit.vault)
        task = session.execute(select(Task).where(Task.kind == TaskKind.WRITE_ANSWER, Task.response_id == draft.id)).scalar_one()
        task.state, task.attempts, task.finished_at = TaskState.DONE, 1, kit.now()
        documents = []
        for number, (name, data) in enumerate(files.items()):
            path = f"part-{part_id}/task-{task.id}/a1/{number:04d}"
            with kit.store.create(path, brief.package, briefing.document_context(path)) as file:
                file.write(data)
            kind = {"pdf": "application/pdf", "json": "application/json"}.get(name.rpartition(".")[2], "text/csv")
            documents.append(Document(response_id=draft.id, name=name, media_type=kind, size=len(data), digest=hashlib.sha256(data).hexdigest(),
                                      path=path))
        drafts.written(session, draft.id, documents, made_of=brief.made_of, owed=owed, status=status, outcome=outcome, now=kit.now(),
                       more_by=more_by)
    return seen(kit, part_id)


def approve(kit: Kit, part_id: int, looked: Seen, by: Actor) -> Response:
    """Raises as `review.approve`."""
    with kit.database.transaction() as session:
        done = review.approve(session, part_id, looked, by=by, now=kit.now(), settings=kit.settings, sources=sources_of(kit), vault=kit.vault)
        session.flush()
        session.expunge(done)
    return done
