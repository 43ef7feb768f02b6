"""What the owner of a source sees behind their link.

Invariant: without a session nothing of the person, and with one the identifiers that were wanted when the question was asked, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy.orm import Session

from dsr.domain.asking import Ending, Standing
from dsr.domain.dataset import Source
from dsr.domain.errors import NotFound
from dsr.domain.words import Decision
from dsr.models import Enclosure, Part, Question, Request, Task
from dsr.services import enclosures, owners, questions
from dsr.services.keys import key_of
from dsr.services.read.collection import Atlas
from dsr.services.wording import in_words
from dsr.text import FALLBACK
from dsr.vault import Handle, KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was answered, without a name of a file: the link alone opens it."""

    reference: str
    ending: Ending
    ended_at: datetime
    files: int


@dataclass(frozen=True, slots=True)
class Landing:
    """What the link opens. `receipt` where it was answered."""

    standing: Standing
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class IdentifierLine:
    """`what` it is, in words; the time and the company that it holds for."""

    what: str
    value: str
    starts: datetime | None
    ends: datetime | None
    company: str | None


@dataclass(frozen=True, slots=True)
class FileLine:
    number: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One collection: what it is called, by what it is searched, and what was given for it so far."""

    address: str
    label: str
    identifiers: tuple[IdentifierLine, ...]
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`name` only where the mapping asks for it, as typed by whoever made the request."""

    reference: str
    standing: Standing
    receipt: Receipt | None
    last_day: date
    name: str
    question: str
    sections: tuple[SectionLine, ...]

    @property
    def has_files(self) -> bool:
        return any(section.files for section in self.sections)


def landing(session: Session, token: str, *, vault: Vault) -> Landing:
    """Raises NotFound for a link that never was."""
    question = owners.by_token(session, token, vault=vault)
    return Landing(questions.standing_of(session, question), _receipt(session, question))


def page(session: Session, token: str, *, now: datetime, vault: Vault, sources: Iterable[Source], locale: str, fallback: str = FALLBACK) -> Page:
    """The question that this session opened. Raises NotFound, VaultError."""
    question = owners.current(session, token, now=now, vault=vault)
    request = _request(session, question)
    evidence = key_of(session, request.id, KeyClass.EVIDENCE, vault=vault)
    told = orjson.loads(evidence.open(question.wanted, questions.place(question.token_hash, "wanted")))
    atlas, files = Atlas(sources, locale, fallback), owners.of_question(session, question)
    addresses = dict.fromkeys(one["address"] for one in told["identities"])
    sections = tuple(_section(address, told["identities"], files, atlas, evidence) for address in addresses)
    return Page(
        reference=request.reference, standing=questions.standing_of(session, question), receipt=_receipt(session, question),
        last_day=question.last_day, name=told.get("name", ""), question=in_words(told["question"], "", locale, fallback), sections=sections)


def _section(address: str, identities: Iterable[dict[str, Any]], files: Iterable[Enclosure], atlas: Atlas, evidence: Handle) -> SectionLine:
    given = tuple(FileLine(one.number, enclosures.name_of(one, evidence), one.size) for one in files
                  if one.address == address and one.decision is Decision.PENDING)
    return SectionLine(address, atlas.collection(address), tuple(_identifier(one, atlas) for one in identities if one["address"] == address), given)


def _identifier(one: dict[str, Any], atlas: Atlas) -> IdentifierLine:
    what = atlas.kind(one["kind"]) if one["kind"] else ", ".join(atlas.columns(one["address"], one["fields"]))
    starts, ends = (datetime.fromisoformat(end) if end else None for end in (one["from"], one["to"]))
    return IdentifierLine(what, one["value"], starts, ends, one["tenant"])


def _receipt(session: Session, question: Question) -> Receipt | None:
    if question.ending not in (Ending.FILES, Ending.NOTHING, Ending.CANNOT) or question.ended_at is None:
        return None
    return Receipt(_request(session, question).reference, question.ending, question.ended_at, len(owners.of_question(session, question)))


def _request(session: Session, question: Question) -> Request:
    task = session.get(Task, question.task_id)
    part = session.get(Part, task.part_id) if task is not None else None
    if part is None:
        raise NotFound()
    return part.request
