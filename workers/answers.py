"""Write the files of a draft into the store. Invariants: a file of an attempt that is not settled is nobody's; nothing leaves from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

import structlog
from sqlalchemy.orm import Session

from dsr.documents.bundle import Written
from dsr.documents.finishing import Finish
from dsr.domain.answer import Answer
from dsr.domain.draft import MadeOf
from dsr.domain.errors import DsrError, Unsaid
from dsr.domain.outcome import outcome_of
from dsr.kit import Kit
from dsr.models import Document
from dsr.services import answer as answering
from dsr.services import briefing, deliver, drafts, release_check, replaced, tasks
from dsr.store import Store
from dsr.vault import Handle
from workers.lease import Hold

_log = structlog.get_logger("answers")


@dataclass(frozen=True, slots=True)
class Files:
    """What was written, of what, and where each file lies in the store. `owed` names columns with codes that nobody explains."""

    answer: Answer
    written: Written
    paths: Mapping[str, str]
    titles: Mapping[str, bytes]          # sealed names of those whose name may hold somebody's number
    made_of: MadeOf
    owed: str | None


@dataclass(slots=True)
class StoreSink:
    """Files of a response below `place`, numbered: their names may hold what a path may not."""

    store: Store
    handle: Handle
    place: str
    paths: dict[str, str] = field(default_factory=dict)

    def open(self, name: str) -> BinaryIO:
        path = self.paths[name] = f"{self.place}/{len(self.paths):04d}"
        return self.store.create(path, self.handle, briefing.document_context(path))


def write(kit: Kit, order: tasks.Order, brief: briefing.Writing, hold: Hold) -> tuple[tasks.Result, Files | None]:
    """The act of a WRITE_ANSWER task."""
    sink = StoreSink(kit.store, brief.package, order.place)
    try:
        answer = answering.assemble(brief.occasion, brief.plan, brief.sources, brief.haul)
        answer = answering.look(answer, brief.haul, store=kit.store, handle=brief.evidence, beat=hold.beat)
        owed = _owed(answer)
        written = answering.write(answer, brief.haul, sink, store=kit.store, handle=brief.evidence, progress=hold.beat,
                                  finish=Finish(attach=brief.occasion.attach, sign=answering.signing(kit.settings)))
    except KeyError:  # a collection of the plan is not in the mapping any more
        return tasks.Broken("mapping_changed"), None
    except DsrError as error:
        return tasks.Broken(error.code), None
    except OSError as error:
        return tasks.Again("store", type(error).__name__), None
    titles = {one.file: brief.package.seal(one.file.encode(), deliver.title_context(sink.paths[one.file])) for one in answer.enclosed}
    return tasks.Done(), Files(answer, written, sink.paths, titles, brief.made_of, owed)


def keep(kit: Kit, session: Session, order: tasks.Order, files: Files) -> None:
    """In the transaction that settles: the documents of the draft, and what it was made of."""
    if order.response_id is None:
        raise AssertionError("an answer task has a response")
    plain = {one.file: one.plain_file for one in files.answer.enclosed}
    documents = [
        Document(response_id=order.response_id, name=plain.get(one.name, one.name), media_type=one.media_type, size=one.size, digest=one.sha256,
                 path=files.paths[one.name], title=files.titles.get(one.name))
        for one in files.written.files]
    drafts.written(session, order.response_id, documents, made_of=files.made_of, owed=files.owed, outcome=outcome_of(files.answer), now=kit.now(),
                   status="complete" if files.answer.is_complete else "incomplete", counts=replaced.counts(files.answer),
                   more_by=files.answer.supplement_on)


def _owed(answer: Answer) -> str | None:
    """A draft with codes that nobody explains is written all the same: staff see in it where they stand. It cannot be approved."""
    try:
        release_check.check_codes(answer)
    except Unsaid as error:
        return str(error.facts["detail"])[:600]
    return None
