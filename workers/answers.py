"""Write the files of a response into the store and release them. Invariant: a file of an attempt that is not settled is nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

import structlog
from sqlalchemy.orm import Session

from dsr.documents.bundle import Written
from dsr.documents.finishing import Finish
from dsr.domain.answer import Answer
from dsr.domain.errors import DsrError, Unsaid
from dsr.domain.outcome import outcome_of
from dsr.kit import Kit
from dsr.models import Document
from dsr.services import answer as answering
from dsr.services import briefing, deliver, release_check, replaced, tasks
from dsr.store import Store
from dsr.vault import Handle
from workers.lease import Hold

_log = structlog.get_logger("answers")


@dataclass(frozen=True, slots=True)
class Files:
    """What was written, and where each file lies in the store."""

    answer: Answer
    written: Written
    paths: Mapping[str, str]
    titles: Mapping[str, bytes]          # sealed names of those whose name may hold somebody's number


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
        answer = answering.assemble(brief.occasion, brief.plan, kit.sources.sources, brief.haul)
        answer = answering.look(answer, brief.haul, store=kit.store, handle=brief.evidence, beat=hold.beat)
        release_check.check_codes(answer)
        written = answering.write(answer, brief.haul, sink, store=kit.store, handle=brief.evidence, progress=hold.beat,
                                  finish=Finish(sign=answering.signing(kit.settings)))
    except KeyError:  # a collection of the plan is not in the mapping any more
        return tasks.Broken("mapping_changed"), None
    except Unsaid as error:
        return tasks.Broken("codes_unsaid", str(error.facts["detail"])[:300]), None
    except DsrError as error:
        return tasks.Broken(error.code), None
    except OSError as error:
        return tasks.Again("store", type(error).__name__), None
    titles = {one.file: brief.package.seal(one.file.encode(), deliver.title_context(sink.paths[one.file])) for one in answer.enclosed}
    return tasks.Done(), Files(answer, written, sink.paths, titles)


def release(kit: Kit, session: Session, order: tasks.Order, files: Files) -> None:
    """In the transaction that settles: the documents, the link, the letter."""
    if order.response_id is None:
        raise AssertionError("an answer task has a response")
    plain = {one.file: one.plain_file for one in files.answer.enclosed}
    documents = [
        Document(response_id=order.response_id, name=plain.get(one.name, one.name), media_type=one.media_type, size=one.size, digest=one.sha256,
                 path=files.paths[one.name], title=files.titles.get(one.name))
        for one in files.written.files]
    deliver.release(session, order.response_id, documents, status="complete" if files.answer.is_complete else "incomplete",
                    outcome=outcome_of(files.answer), counts=replaced.counts(files.answer), now=kit.now(), vault=kit.vault, settings=kit.settings)
