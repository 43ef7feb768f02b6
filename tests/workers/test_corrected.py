"""Two answers to one request, both written by a worker: the second says what has changed, and its mail that it is corrected."""

from __future__ import annotations

from dataclasses import replace

import orjson
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability, StaffRole
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Document, Message, Request, Response
from dsr.services import briefing, collect, sign_off
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.connectors.shelves import MemoryShelf
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask
from tests.services.drafted import approve, seen
from tests.services.told import told
from workers.tasks import work_next

MAIL = "carol@havblik.example"
FIELDS = (Field("mail", ("user.contact.email",), identity="email", kind="email"), Field("note", ("user.content",)))


def answered(kit: Kit, asked: Asked, move: str, by: Actor) -> None:
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, move=move, by=by, now=kit.now(), book=kit.sources)
    work(kit)
    with kit.database.transaction() as session:
        sign_off.sign(session, [one for source in kit.sources.sources for one in source.collections()], by=by, now=kit.now())
    approve(kit, asked.part_id, seen(kit, asked.part_id), by)


def work(kit: Kit) -> None:
    while work_next(kit):
        pass


def test_the_second_answer_says_what_has_changed_since_the_first(kit: Kit, now: FrozenNow) -> None:
    shelf = MemoryShelf()
    shelf.put("notes", dict.fromkeys(("mail", "note"), "text"), [(MAIL, "one")])
    notes = Collection(Address("desk", "notes"), FIELDS)
    own = replace(kit, sources=SourceBook(told([Source("desk", "memory", shelf.config(), (Dataset("desk", (notes,)),), revision="r1")])))
    asked, by = ask(own), replace(alice(own, StaffRole.READER), capabilities=frozenset(Capability))
    answered(own, asked, "collect", by)
    shelf.put("notes", dict.fromkeys(("mail", "note"), "text"), [(MAIL, "one"), (MAIL, "two"), (MAIL, "three")])
    now.forward(days=2)
    answered(own, asked, "supplement", by)
    with own.database.reading() as session:
        kinds = session.execute(select(Message.kind).where(Message.kind.like("answer%")).order_by(Message.id)).scalars().all()
        kept = [orjson.loads(counts or "null") for counts in session.execute(select(Response.counts).order_by(Response.number)).scalars()]
        newest = session.execute(select(Document).join(Response).where(Response.number == 2, Document.name == "response.json")).scalar_one()
        package = key_of(session, session.execute(select(Request.id)).scalar_one(), KeyClass.PACKAGE, vault=own.vault)
    assert kinds == ["answer_ready", "answer_corrected"]
    assert [one["collections"]["desk.notes"][0] for one in kept] == [1, 3]
    said = orjson.loads(b"".join(own.store.read(newest.path, package, briefing.document_context(newest.path))))
    assert said["replaces"]["answered_on"] == "2026-11-24"
    assert said["replaces"]["collections"]["desk.notes"] == {"shown": 1, "withheld": 0, "searched": True, "to_the_end": True}
