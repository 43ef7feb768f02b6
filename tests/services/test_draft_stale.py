"""What goes into an answer: one change of it, and the draft of before does not go out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

import dsr
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Source
from dsr.domain.draft import digest
from dsr.domain.errors import Outdated, Stale
from dsr.domain.words import Role
from dsr.domain.work import TaskKind
from dsr.kit import Kit
from dsr.mapping import SourceBook, shipped
from dsr.models import Chunk, Delivery, IdentityRow, Part, Request, Task
from dsr.services import briefing, drafts, sign_off
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.profiles.installed import book
from tests.services.archive import work
from tests.services.draft_scene import Scene, drafted, with_file, with_settings
from tests.services.drafted import approve, seen


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return drafted(kit)


def _due(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        session.execute(update(Part).values(due_on=Part.nominal_on, nominal_on=Part.due_on))
        part = session.get_one(Part, scene.part_id)
        part.due_on = part.due_on + timedelta(days=60)


def _locale(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        session.execute(update(Request).values(locale="en"))


def _name(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        request = session.get_one(Request, scene.request_id)
        case = key_of(session, scene.request_id, KeyClass.CASE, vault=scene.kit.vault)
        request.name = case.seal(b"Caroline", f"request:{request.reference}:name")


def _bare(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        session.execute(update(Request).values(attach=False))


def _print_all(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        session.execute(update(Part).values(print_all=True))


def _book(change: Callable[[Source], Source]) -> Callable[[Scene], None]:
    def changing(scene: Scene) -> None:
        scene.kit = replace(scene.kit, sources=SourceBook(tuple(map(change, scene.kit.sources.sources))))
        with scene.kit.database.transaction() as session:
            sign_off.sign(session, [one for source in scene.kit.sources.sources for one in source.collections()], by=scene.by, now=scene.kit.now())
    return changing


def _collections(**changed: object) -> Callable[[Source], Source]:
    return lambda source: replace(source, datasets=tuple(
        replace(one, collections=tuple(replace(each, **changed) for each in one.collections)) for one in source.datasets))  # type: ignore[arg-type]


def _terms(source: Source) -> Source:
    terms = next(source.collections()).terms
    return _collections(terms=replace(terms, purpose={"en": "to run the service, and to advertise"}))(source)


def _chunk(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        session.execute(update(Chunk).values(digest="0" * 64))


def _outcome(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        task = session.execute(select(Task).where(Task.kind == TaskKind.COLLECT)).scalars().one()
        told = json.loads(task.outcome or "{}")
        task.outcome = json.dumps({**told, "found": dict.fromkeys(told["found"], 7)})


def _proof(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        row = IdentityRow(request_id=scene.request_id, kind="phone_number", value=b"", token="t", claimed_how="form", proven_how="source")
        row.value = key_of(session, scene.request_id, KeyClass.CASE, vault=scene.kit.vault).seal(b"+4531000417", briefing.identity_context(row))
        session.add(row)


@pytest.mark.parametrize(("what", "change"), [
    ("person", _due), ("person", _name), ("person", _proof), ("person", _bare), ("language", _locale), ("settings", _print_all),
    ("settings", with_settings(entity_name="Other A/S")), ("settings", with_settings(entity_address="Elsewhere")),
    ("settings", with_settings(print_rows=3)), ("settings", with_settings(signature_file="/x.p12")),
    ("settings", with_settings(entity_authority_name="Other")), ("settings", with_settings(tag_rows=3)),
    ("files", with_file), ("search", _chunk),
    ("search", _outcome), ("mapping", _book(_collections(label={"en": "Other"}))), ("mapping", _book(_terms)),
    ("mapping", _book(lambda source: replace(source, label={"en": "Other"}))),
])
def test_a_draft_that_would_be_written_otherwise_now_does_not_go_out(scene: Scene, what: str, change: Callable[[Scene], None]) -> None:
    looked = seen(scene.kit, scene.part_id)
    change(scene)
    with scene.kit.database.transaction() as session:
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        told_ = drafts.standing(session, draft, settings=scene.kit.settings, sources=scene.kit.sources.sources, now=scene.kit.now(),
                                  vault=scene.kit.vault)
    assert what in [one.value for one in told_.changed]
    with pytest.raises(Stale) as refused:
        approve(scene.kit, scene.part_id, looked, scene.by)
    assert refused.value.facts == {"reason": "changed"}
    assert scene.count(Delivery) == 0


def _hidden(source: Source) -> Source:
    collection = next(source.collections())
    fields = tuple(replace(one, secret_when=Condition("status", ("x",))) if place == 0 else one for place, one in enumerate(collection.fields))
    return _collections(fields=fields)(source)


@pytest.mark.parametrize("change", [_collections(role=Role.PROCESSOR), _collections(holds="now"), _hidden])
def test_rows_that_were_searched_by_other_rules_are_collected_again(scene: Scene, change: Callable[[Source], Source]) -> None:
    _book(change)(scene)
    scene.order()
    work(scene.kit)
    with pytest.raises(Outdated) as refused:
        approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by)
    assert refused.value.facts == {"reason": "mapping"}
    assert scene.count(Delivery) == 0


@pytest.mark.parametrize("change", [_terms, _collections(label={"en": "Other"})])
def test_rows_are_not_collected_again_for_other_words(scene: Scene, change: Callable[[Source], Source]) -> None:
    _book(change)(scene)
    scene.order()
    work(scene.kit)
    assert approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by).number == 2


def test_other_words_of_the_program_make_it_stale(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = seen(scene.kit, scene.part_id)
    monkeypatch.setattr(dsr, "__version__", "9")
    with pytest.raises(Stale):
        approve(scene.kit, scene.part_id, looked, scene.by)


@pytest.mark.parametrize("change", [
    with_settings(link_days=3), _book(lambda source: replace(source, config={**source.config, "password": "new"}, revision="other")),
    lambda scene: setattr(scene, "kit", replace(scene.kit, sources=SourceBook((*scene.kit.sources.sources, Source("new", "memory", {}, ()))))),
])
def test_what_does_not_go_into_it_leaves_it_as_it_is(scene: Scene, change: Callable[[Scene], None]) -> None:
    change(scene)
    assert approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by).approved_at is not None


@pytest.mark.parametrize("name", shipped.names())
def test_every_mapping_that_ships_has_a_digest(name: str) -> None:
    assert len(digest(*(replace(source, config={}) for source in book(name).sources))) == 64
