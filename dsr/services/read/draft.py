"""The draft of a part as staff look at it before it may leave: how it stands, what it leaves out, and what opens its files.

Invariants: each look is an event, written before anything is opened; only the newest draft is shown, and of nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.documents.preview import Preview
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.choices import ChoiceReason
from dsr.domain.dataset import Source
from dsr.domain.errors import DsrError, NotFound
from dsr.domain.parties import Party
from dsr.domain.words import State, Withheld
from dsr.domain.work import TaskKind
from dsr.models import Document, Event, Part, Request, Response, Task
from dsr.services import audit, briefing, deliver, drafts, load
from dsr.services.drafts import Standing
from dsr.services.keys import key_of
from dsr.services.read import collection
from dsr.services.read.collection import Atlas, TaskLine
from dsr.store import SealedReader, Store
from dsr.vault import Handle, KeyClass, Vault

PDF, MACHINE = "response.pdf", "response.json"
PAGES = 20                      # of the PDF on one page of the desk
LARGEST_MACHINE = 8_000_000     # bytes


@dataclass(frozen=True, slots=True)
class File:
    """A file of the draft, and what opens it. `count` is its place by name, from 1: no key of the database stands in an address."""

    count: int
    name: str
    media_type: str
    size: int
    path: str
    context: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What there is to look at. `digest` is what an approval names; `handle` opens the files."""

    number: int
    ordered_at: datetime
    digest: str
    files: tuple[File, ...]
    handle: Handle
    locale: str

    def named(self, name: str) -> File | None:
        """The file of that name."""
        return next((file for file in self.files if file.name == name), None)


@dataclass(frozen=True, slots=True)
class Page:
    """`draft` is None while there is nothing to look at: `stop` says what must be done first, `trouble` what failed. `agreed_by` has given the
    first of two yeses at `agreed_at`, `is_mine` if that was the reader."""

    part: int
    state: State
    draft: Draft | None
    standing: Standing | None
    is_written_now: bool
    trouble: TaskLine | None
    stop: DsrError | None
    agreed_by: str | None
    agreed_at: datetime | None
    is_mine: bool
    may_order: bool
    may_approve: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """Pages of the PDF on leaf `number` of `leaves`, each with its text; `pages` in all."""

    number: int
    leaves: int
    pages: int
    shown: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What of one collection the answer leaves out: rows with why, cells by column and why, and columns that staff left out."""

    label: str
    found: int
    shown: int
    withheld: int
    reasons: tuple[Withheld | ChoiceReason, ...]
    masked: tuple[tuple[str, Party, int], ...]
    removed: tuple[tuple[str, ChoiceReason], ...]


def look(session: Session, reference: str, number: int, pages: str, *, vault: Vault, by: Actor, now: datetime, settings: Settings,
         sources: Iterable[Source], locale: str) -> Page:
    """Record that somebody looks at `pages` of the newest draft of a part (a word of ours), if there is one. Raises NotAllowed, NotFound,
    VaultError."""
    by.must(Capability.RECORDS)
    part = load.part_of(session, reference, number)
    newest = drafts.newest(session, part.id)
    stop: DsrError | None = None
    try:
        drafts.check_order(session, part)
    except DsrError as error:
        stop = error
    shown = newest if newest is not None and newest.written_at is not None else None
    standing = drafts.standing(session, shown, settings=settings, sources=sources, now=now, vault=vault) if shown is not None else None
    if shown is not None:
        _record(session, part, shown, pages, by, now)
    trouble = _trouble(session, newest, Atlas(sources, locale))
    agreed = drafts.agreed(session, newest) if newest is not None else None
    return Page(
        part=part.number, state=part.state, draft=_draft(session, part, shown, vault) if shown is not None else None, standing=standing,
        is_written_now=newest is not None and newest.written_at is None and trouble is None, trouble=trouble, stop=stop,
        agreed_by=agreed.email if agreed else None, agreed_at=newest.agreed_at if newest and agreed else None,
        is_mine=agreed is not None and agreed.id == by.id,
        may_order=stop is None and Capability.REVIEW in by.capabilities,
        may_approve=stop is None and standing is not None and standing.is_ready and Capability.APPROVE in by.capabilities)


def opened(session: Session, reference: str, number: int, draft: int, pages: str, *, vault: Vault, by: Actor, now: datetime) -> Draft:
    """The draft of that number, to open a file or a page of it; the look is recorded once for each member of staff and `pages`.
    Raises NotAllowed, NotFound (also for one that was replaced), VaultError."""
    by.must(Capability.RECORDS)
    part = load.part_of(session, reference, number)
    newest = drafts.newest(session, part.id)
    if newest is None or newest.number != draft or newest.written_at is None:
        raise NotFound()
    if not _was_recorded(session, part, newest, pages, by):
        _record(session, part, newest, pages, by, now)
    return _draft(session, part, newest, vault)


def leaf(draft: Draft, wanted: int, *, store: Store) -> Leaf:
    """Some pages of the PDF as text, PAGES at a time: leaf `wanted`, or the last. No more of the file is opened than that takes, and nothing of
    it is put on disk. Raises NotFound, VaultError, Busy (others are looking)."""
    with closing(_pdf(draft, store)) as file, Preview(file) as pdf:
        all_ = max(1, -(-pdf.pages // PAGES))
        number = min(max(1, wanted), all_)
        shown = range((number - 1) * PAGES, min(number * PAGES, pdf.pages))
        return Leaf(number, all_, pdf.pages, tuple((page + 1, pdf.text(page)) for page in shown))


def picture(draft: Draft, page: int, *, store: Store) -> bytes:
    """A page of the PDF, from 1, as PNG, with what is hidden marked. Raises as `leaf`, and NotFound where there is no such page."""
    with closing(_pdf(draft, store)) as file, Preview(file) as pdf:
        if not 1 <= page <= pdf.pages:
            raise NotFound()
        return pdf.picture(page - 1, draft.locale)


def machine(draft: Draft, *, store: Store) -> bytes:
    """The bytes of response.json; of one that is larger than we read here nothing. Raises VaultError."""
    file = draft.named(MACHINE)
    if file is None or file.size > LARGEST_MACHINE:
        return b"{}"
    return b"".join(store.read(file.path, draft.handle, file.context))


def _pdf(draft: Draft, store: Store) -> SealedReader:
    file = draft.named(PDF)
    if file is None:
        raise NotFound()
    return store.seekable(file.path, draft.handle, file.context)


def sections(machine: bytes, atlas: Atlas) -> list[Section]:
    """What the answer itself says that it leaves out, by collection, from the bytes of its response.json; nothing of those that are whole."""
    told = [_section(one, atlas) for one in orjson.loads(machine).get("collections", ())]
    return [one for one in told if one.withheld or one.masked or one.removed]


def _section(one: dict[str, Any], atlas: Atlas) -> Section:
    masked = tuple((str(field["label"]), Party(why), int(count)) for field in one["fields"] for why, count in field.get("masked_why", {}).items())
    removed = tuple((str(column["label"]), ChoiceReason(column["why"])) for column in one.get("removed", ()))
    return Section(atlas.both(one["address"]), one["found"], one["shown"], one["withheld"], tuple(map(_reason, one["reasons"])), masked, removed)


def _reason(word: str) -> Withheld | ChoiceReason:
    """Why rows are withheld: by rule, or because staff decided so."""
    return ChoiceReason(word) if word in set(ChoiceReason) else Withheld(word)


def _draft(session: Session, part: Part, row: Response, vault: Vault) -> Draft:
    package = key_of(session, part.request_id, KeyClass.PACKAGE, vault=vault)
    documents = session.execute(select(Document).where(Document.response_id == row.id)).scalars().all()
    named = sorted(((_name(one, package), one) for one in documents), key=lambda pair: pair[0])
    files = tuple(File(count, name, one.media_type, one.size, one.path, briefing.document_context(one.path))
                  for count, (name, one) in enumerate(named, start=1))
    locale = session.execute(select(Request.locale).where(Request.id == part.request_id)).scalar_one()
    return Draft(row.number, row.ordered_at, drafts.digest(session, row), files, package, locale)


def _name(document: Document, package: Handle) -> str:
    return document.name if document.title is None else package.open(document.title, deliver.title_context(document.path)).decode()


def _facts(part: Part, draft: Response, pages: str) -> dict[str, object]:
    return {"part": part.number, "response": draft.number, "pages": pages}


def _record(session: Session, part: Part, draft: Response, pages: str, by: Actor, now: datetime) -> None:
    audit.record(session, part.request_id, "draft_viewed", _facts(part, draft, pages), by=by, now=now)


def _was_recorded(session: Session, part: Part, draft: Response, pages: str, by: Actor) -> bool:
    facts = orjson.dumps(_facts(part, draft, pages), option=orjson.OPT_SORT_KEYS).decode()
    same = exists().where(Event.request_id == part.request_id, Event.name == "draft_viewed", Event.actor_id == by.id, Event.facts == facts)
    return bool(session.execute(select(same)).scalar())


def _trouble(session: Session, draft: Response | None, atlas: Atlas) -> TaskLine | None:
    if draft is None:
        return None
    own = select(Task).where(Task.kind == TaskKind.WRITE_ANSWER, Task.response_id == draft.id)
    lines = (collection.line(task, atlas) for task in session.execute(own).scalars())
    return next((line for line in lines if line.is_failed), None)
