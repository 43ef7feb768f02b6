"""N15: never disclose third-party content wholesale. Datatilsynet 2019-31-2071 (Reto Moto): of a group's conversation only what went directly to or
from the person; RvS 202002834. What others wrote to a group is hidden, or waits for somebody to look at it, and never goes to a company at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsr.domain.actor import Actor
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import Undecided
from dsr.domain.instruction import Decision
from dsr.domain.parties import Choice, Party
from dsr.domain.policy import Treatment
from dsr.domain.words import Role
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Part
from dsr.services import briefing, choices, collect, planning, policies
from dsr.services.keys import key_for
from dsr.services.perform import open_chunk
from dsr.vault import KeyClass
from tests.services import two_companies
from tests.services.archive import work
from tests.services.carol import Asked, alice, ask, part_of
from tests.services.told import told

ROOM = Address("chat", "messages")
HERS = Choice(Party.SUBJECT, (Condition("writer", ("carol",)),), Party.MIXED)  # of what others wrote to the group nobody can say whom it is about


def _book() -> SourceBook:
    rows = [{"mail": "carol@havblik.example", "writer": "carol", "words": "I am late"},
            {"mail": "carol@havblik.example", "writer": "bo", "words": "Bo is ill again"},
            {"mail": "carol@havblik.example", "writer": "eva", "words": "Eva owes him money"}]
    messages = Collection(ROOM, (
        Field("mail", ("user.contact.email",), "email", "email"), Field("writer", ("user.name",), party=replace(HERS, otherwise=Party.NAME)),
        Field("words", ("user.content.private",), party=HERS)))
    return SourceBook(told((Source("chat", "memory", {"tables": {"messages": rows}}, (Dataset("chat", (messages,)),), revision="r1"),)))


def collected(kit: Kit, by: Actor) -> tuple[Kit, Asked, list[tuple[object, ...]]]:
    own = replace(kit, sources=_book())
    asked = ask(own)
    with own.database.transaction() as session:
        collect.start(session, asked.part_id, by=by, now=own.now(), book=own.sources)
    work(own)
    with own.database.transaction() as session:
        part = part_of(session, asked)
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        key = key_for(session, part.request_id, KeyClass.EVIDENCE, vault=own.vault, now=own.now())
    return own, asked, [row for chunk in haul.sealed for row in open_chunk(chunk, own.store, key).rows]


def test_of_a_groups_conversation_only_what_the_person_wrote_is_kept(kit: Kit) -> None:
    _, _, rows = collected(kit, alice(kit))
    assert [row[1:] for row in rows] == [("carol", "I am late"), (None, None), (None, None)]


def test_where_it_is_left_to_staff_no_answer_leaves_before_they_have_looked(kit: Kit) -> None:
    by = alice(kit)
    with kit.database.transaction() as session:
        policies.change(session, "DK", Role.CONTROLLER, {Party.MIXED: Treatment.STAFF}, digits=3, since=0, reason="Groups.", now=kit.now(), by=by)
    own, asked, rows = collected(kit, by)
    assert [row[2] for row in rows] == ["I am late", None, None]
    with own.database.transaction() as session, pytest.raises(Undecided):
        choices.check(session, session.get_one(Part, asked.part_id), own.sources.sources)


def test_what_others_said_is_not_in_what_a_company_gets(kit: Kit) -> None:
    scene = two_companies.asked(kit)
    scene.prove()
    scene.decide(scene.nord, Decision.HAND_OVER)
    assert scene.rows(scene.collected(scene.nord))[str(two_companies.BOXES)] == [("1", None)]
