"""The files of rows that a source forgets are kept with them, and belong to the same rows in the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from dsr.domain.data_kind import DataKind
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.parties import Choice, Party
from dsr.domain.policy import Treatment
from dsr.domain.terms import Content, Terms
from dsr.domain.words import NotEnclosed, Role
from dsr.domain.work import TaskKind
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Task
from dsr.services import briefing, collect, enclosures, planning, policies
from dsr.services.perform import open_chunk
from dsr.services.sealing import file_context
from tests.connectors.shelves import MemoryShelf
from tests.services.carol import Asked, alice, ask, part_of
from tests.workers.test_freeze import MAIL, started, worked
from workers import upkeep

MESSAGES = Address("mail", "messages")


def held(shelf: MemoryShelf, *names: str) -> None:
    rows = [(MAIL, f"2026-01-0{number}", name) for number, name in enumerate(names, 1)]
    shelf.put("messages", dict.fromkeys(("mail", "at", "name"), "text"), rows)


def book(shelf: MemoryShelf, root: Path, *, party: Choice | None = None) -> SourceBook:
    fields = (Field("mail", ("user.contact.email",), identity="email", kind="email"), Field("at", ("user.behavior",)),
              Field("name", ("user.content",), party=party))
    messages = Collection(MESSAGES, fields, time=TimeColumn("at"), forgets="P30D", terms=Terms(content=Content("{name}")),
                          data_kind=DataKind.CONTACT_PERSON)  # what was written to us
    config = {**shelf.config(), "content": {"root": str(root)}}
    return SourceBook((Source("mail", "memory", config, (Dataset("mail", (messages,)),), revision="r1"),))


def given(kit: Kit, asked: Asked) -> tuple[dict[object, bytes], int]:
    """The bytes that belong to each row of the answer, by its name; and how many files are gone."""
    with kit.database.transaction() as session:
        part = part_of(session, asked)
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        handle = briefing.key_for(session, part.request_id, briefing.KeyClass.EVIDENCE, vault=kit.vault, now=kit.now())
        files = enclosures.kept(session, part.id, handle)
    names = {chunk.first_row + place: row[2] for chunk in haul.sealed for place, row in enumerate(open_chunk(chunk, kit.store, handle).rows)}
    gone = haul.not_there[MESSAGES].counts[NotEnclosed.GONE] if MESSAGES in haul.not_there else 0
    return {names[one.row or 0]: b"".join(kit.store.read(one.path, handle, file_context(one.path))) for one in files}, gone


def test_a_message_that_is_purged_with_its_file_is_in_the_answer_with_it(kit: Kit, tmp_path: Path) -> None:
    shelf, root = MemoryShelf(), tmp_path / "spool"
    root.mkdir()
    for name in ("a", "b", "c", "new"):
        (root / name).write_bytes(b"said in " + name.encode())
    held(shelf, "a", "b", "c", "never")
    own = replace(kit, sources=book(shelf, root))
    asked = ask(own)
    upkeep.hold(own)
    worked(own)
    shelf.put("messages", dict.fromkeys(("mail", "at", "name"), "text"),
              [(MAIL, "2026-01-02", "b"), (MAIL, "2026-01-03", "c"), (MAIL, "2026-01-04", "never"), (MAIL, "2026-01-09", "new")])
    (root / "a").unlink()
    (root / "b").unlink()  # its row is still there
    started(own, asked)
    assert given(own, asked) == ({"a": b"said in a", "b": b"said in b", "c": b"said in c", "new": b"said in new"}, 1)
    with own.database.reading() as session:
        last = session.execute(select(Task).where(Task.kind == TaskKind.COLLECT).order_by(Task.id.desc())).scalars().first()
        assert last is not None
        assert all(row.task_id == last.id for row in enclosures.of_part(session, asked.part_id))
        assert all(row.path.startswith(f"part-{last.part_id}/task-{last.id}/") for row in enclosures.of_part(session, asked.part_id))


def test_a_file_that_was_kept_is_not_called_by_what_the_policy_hides_now(kit: Kit, tmp_path: Path) -> None:
    shelf, root = MemoryShelf(), tmp_path / "spool"
    root.mkdir()
    (root / "in-4533661234.wav").write_bytes(b"RIFF")
    held(shelf, "in-4533661234.wav")
    own, by = replace(kit, sources=book(shelf, root, party=Choice(Party.NETWORK))), alice(kit)
    with own.database.transaction() as session:
        policies.change(session, "DK", Role.CONTROLLER, {Party.NETWORK: Treatment.SHOWN}, digits=3, since=0, reason="x", by=by, now=kit.now())
    asked = ask(own)
    upkeep.hold(own)
    worked(own)
    shelf.put("messages", dict.fromkeys(("mail", "at", "name"), "text"), [])
    with own.database.transaction() as session:
        policies.change(session, "DK", Role.CONTROLLER, {Party.NETWORK: Treatment.MASKED}, digits=3, since=1, reason="x", by=by, now=kit.now())
        collect.start(session, asked.part_id, by=by, now=own.now(), book=own.sources)
    worked(own)
    with own.database.transaction() as session:
        part = part_of(session, asked)
        handle = briefing.key_for(session, part.request_id, briefing.KeyClass.EVIDENCE, vault=kit.vault, now=kit.now())
        assert [(one.row, one.name) for one in enclosures.kept(session, part.id, handle)] == [(0, "messages.wav")]
