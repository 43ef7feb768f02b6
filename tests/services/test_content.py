"""Rows that stand for files: each is enclosed, missing or left out; no file of somebody else, of a company, or of a withheld row goes along."""

from __future__ import annotations

import base64
import hashlib
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceUnavailable, VaultError
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.parties import Choice, Party
from dsr.domain.terms import Content, Terms
from dsr.domain.words import NotReached, Role
from dsr.mapping import SourceBook
from dsr.services.keyring import Keyring, spots
from dsr.services.perform import Collected, Seeker, StageOrder, collect_stage, collect_together, open_chunk
from dsr.services.sealing import file_context
from dsr.services.sources import check
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.servers.postgres import Postgres

KEY = ephemeral_key()
CALLS = Address("pbx", "calls")
COLUMNS = ("id", "email", "folder", "name", "audio", "note", "secret")
FIELDS = (Field("id", ("user.unique_id",)), Field("email", (), "email", "email"), Field("folder", ("user.content",)),
          Field("name", ("user.content",)), Field("audio", ("user.content.private",)), Field("note", ("user.content",)), Field("secret", ()))
MINE, HERS = "carol@nordlys.example", "bob@nordlys.example"
BY_PATH = Content("{folder}/{name}", strip="/var/rec")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'pbx.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create_database(f"content_{tmp_path.name}"[:60])


def a_source(url: str, root: Path, rows: list[dict[str, Any]], content: Content, *, fields: tuple[Field, ...] = FIELDS, role: Role = Role.CONTROLLER,
             **config: Any) -> Source:
    engine = sa.create_engine(url)
    table = sa.Table("calls", sa.MetaData(), *(sa.Column(name, {"id": sa.Integer, "audio": sa.LargeBinary}.get(name, sa.String)) for name in COLUMNS))
    with engine.begin() as connection:
        table.drop(connection, checkfirst=True)
        table.create(connection)
        connection.execute(table.insert(), [dict.fromkeys(COLUMNS) | row for row in rows])
    engine.dispose()
    collection = Collection(CALLS, fields, role=role, terms=Terms(content=content))
    return Source("pbx", "sql", {"url": url, "content": {"root": str(root), **config}}, (Dataset("pbx", (collection,)),), role=role)


def collect(source: Source, store: Store, categories: tuple[str, ...] = ("user",), beat: Callable[[int], None] = lambda _rows: None) -> Collected:
    made = plan((source,), frozenset({"email"}), categories)
    steps, now = made.stages[0].steps, datetime(2026, 3, 2, tzinfo=UTC)
    order = StageOrder(steps, spots(steps), (Identity("email", MINE),), categories, "part/1", now)
    return collect_stage(order, source, store=store, handle=KEY, upstream=Keyring(), beat=beat)


def files(found: Collected, store: Store) -> dict[int | None, bytes]:
    return {one.row: b"".join(store.read(one.path, KEY, file_context(one.path))) for one in found.kept}


def why(found: Collected) -> dict[str, int]:
    return found.not_there[CALLS].dump()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, data in {"2026/a.wav": b"RIFF\0\0\0\0WAVEmine", "2026/b.wav": b"bob's", "2026/c.wav": b"third"}.items():
        (tmp_path / "rec" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rec" / name).write_bytes(data)
    return tmp_path / "rec"


def test_a_text_that_may_hold_a_national_number_is_told_apart_and_not_changed(url: str, root: Path, store: Store) -> None:
    texts = {"a.txt": b"cpr 070761-4285", "b.vtt": b"WEBVTT\n\nhello\n", "c.wav": b"RIFF\0\0\0\0WAVE070761-4285"}
    for name, data in texts.items():
        (root / name).write_bytes(data)
    rows = [{"id": number, "email": MINE, "folder": ".", "name": name} for number, name in enumerate(texts)]
    found = collect(a_source(url, root, rows, BY_PATH), store)
    assert {one.name: one.may_hold_national for one in found.kept} == {"a.txt": True, "b.vtt": False, "c.wav": False}
    assert sorted(files(found, store).values()) == sorted(texts.values())


def test_each_row_of_the_person_gives_its_file_and_nobody_elses(url: str, root: Path, store: Store) -> None:
    rows = [{"id": 1, "email": HERS, "folder": "/var/rec/2026", "name": "b.wav"},
            {"id": 2, "email": MINE, "folder": "/var/rec/2026", "name": "a.wav"},
            {"id": 3, "email": MINE, "folder": "2026", "name": None}, {"id": 4, "email": MINE, "folder": "2026", "name": "gone.wav"},
            {"id": 5, "email": MINE, "folder": "2026", "name": "c.wav"}, {"id": 6, "email": MINE, "folder": "..", "name": "x.wav"}]
    found = collect(a_source(url, root, rows, BY_PATH), store)
    numbers = [row[0] for chunk in found.sealed for row in open_chunk(chunk, store, KEY).rows]
    given = {numbers[row or 0]: data for row, data in files(found, store).items()}
    assert given == {2: b"RIFF\0\0\0\0WAVEmine", 5: b"third"}
    assert (why(found), found.found, found.shortfalls) == ({"gone": 1, "outside": 1}, {CALLS: 5}, [])
    first = next(one for one in found.kept if one.name == "a.wav")
    assert (first.media_type, first.size, first.digest) == ("audio/wav", 16, hashlib.sha256(given[2]).hexdigest())
    assert (first.source, first.address) == ("pbx", "pbx.calls")


@pytest.mark.parametrize(("content", "cell", "expected"), [
    (Content(column="audio"), b"OggS raw", ("audio/ogg", b"OggS raw")),
    (Content(column="audio", media_type="audio/x-own"), b"x", ("audio/x-own", b"x")),
    (Content(column="note"), "Hello, it is mé", ("text/plain", "Hello, it is mé".encode())),
    (Content(column="note", encoding="base64"), base64.encodebytes(b"RIFF\0\0\0\0WAVE" * 20).decode(), ("audio/wav", b"RIFF\0\0\0\0WAVE" * 20)),
    (Content(column="note", encoding="hex"), "\\x4f676753", ("audio/ogg", b"OggS")),
    (Content(column="note", encoding="base64"), "no base64!", None), (Content(column="note", encoding="hex"), "xyz", None)])
def test_a_cell_may_be_the_file_and_is_then_no_cell_of_the_table(url: str, root: Path, store: Store, content: Content, cell: object,
                                                                 expected: tuple[str, bytes] | None) -> None:
    rows = [{"id": 1, "email": MINE, content.column: cell}, {"id": 2, "email": MINE}, {"id": 3, "email": HERS, content.column: cell}]
    found = collect(a_source(url, root, rows, content), store)
    (chunk,) = found.sealed
    assert content.column not in open_chunk(chunk, store, KEY).columns
    if expected is None:
        assert (found.kept, why(found)) == ([], {"unreadable": 1})
    else:
        (one,) = found.kept
        assert (one.media_type, files(found, store)[0], one.name, why(found)) == (*expected, "calls-1", {})


def test_files_of_a_company_are_counted_and_not_opened(url: str, tmp_path: Path, store: Store) -> None:
    rows = [{"id": 1, "email": MINE, "folder": "2026", "name": "a.wav"}, {"id": 2, "email": MINE}]
    found = collect(a_source(url, tmp_path / "nowhere", rows, BY_PATH, role=Role.PROCESSOR), store)
    assert (found.kept, why(found), found.shortfalls) == ([], {"processor": 1}, [])


def test_a_row_of_which_nothing_is_shown_gives_no_file_and_a_masked_path_leads_to_one(url: str, root: Path, store: Store) -> None:
    masked = Choice(Party.MIXED, (Condition("secret", ("yes",)),))
    rows = [{"id": 1, "email": MINE, "folder": "2026", "name": "a.wav", "secret": "yes"}, {"id": 2, "email": MINE, "folder": "2026", "name": "c.wav"}]
    whole = tuple(replace(field, party=masked) if field.categories else field for field in FIELDS)
    found = collect(a_source(url, root, rows, BY_PATH, fields=whole), store)
    assert (files(found, store), why(found)) == ({1: b"third"}, {"masked": 1})
    path = tuple(replace(field, party=masked) if field.name in ("folder", "name") else field for field in FIELDS)
    found = collect(a_source(url, root, rows, BY_PATH, fields=path), store)
    assert (sorted(files(found, store).values()), why(found)) == ([b"RIFF\0\0\0\0WAVEmine", b"third"], {})
    assert found.masked[CALLS].rows == 1


@pytest.mark.parametrize("hiding", [("folder", "name"), ("note",)])
def test_a_file_is_not_called_by_what_is_hidden_of_its_row(url: str, root: Path, store: Store, hiding: tuple[str, ...]) -> None:
    """A recording has the number of who called in its name, whether they withheld it or not."""
    masked = Choice(Party.MIXED, (Condition("secret", ("yes",)),))
    rows = [{"id": 1, "email": MINE, "folder": "2026", "name": "in-4533661234.wav", "note": "n", "secret": "yes"},
            {"id": 2, "email": MINE, "folder": "2026", "name": "c.wav", "note": "n"},
            {"id": 3, "email": MINE, "folder": "2026", "name": "x.4533661234", "note": "n", "secret": "yes"}]
    for name in ("in-4533661234.wav", "x.4533661234"):
        (root / "2026" / name).write_bytes(b"RIFF\0\0\0\0WAVEmine")
    fields = tuple(replace(field, party=masked) if field.name in hiding else field for field in FIELDS)
    found = collect(a_source(url, root, rows, BY_PATH, fields=fields), store)
    assert [(one.row, one.name, one.media_type) for one in found.kept] == [(0, "calls.wav", "audio/wav"), (1, "c.wav", "audio/wav"),
                                                                           (2, "calls", "audio/wav")]


@pytest.mark.parametrize("hiding", [{"party": Choice(Party.MIXED)}, {"secret_when": Condition("secret", ("yes",))}])
def test_a_masked_cell_is_no_file(url: str, root: Path, store: Store, hiding: dict[str, Any]) -> None:
    fields = tuple(replace(field, **hiding) if field.name == "note" else field for field in FIELDS)
    rows = [{"id": 1, "email": MINE, "note": "another's words", "secret": "yes"}]
    found = collect(a_source(url, root, rows, Content(column="note"), fields=fields), store)
    assert (found.kept, why(found)) == ([], {"masked": 1})


@pytest.mark.parametrize(("categories", "count"), [(("user",), 1), (("user.content",), 1), (("user.unique_id",), 0), (("user.name",), 0)])
def test_files_go_along_with_the_categories_of_what_tells_them(url: str, root: Path, store: Store, categories: tuple[str, ...], count: int) -> None:
    found = collect(a_source(url, root, [{"id": 1, "email": MINE, "folder": "2026", "name": "a.wav"}], BY_PATH), store, categories)
    assert len(found.kept) == count


def test_a_file_above_the_limit_is_counted_wherever_it_lies(url: str, root: Path, store: Store) -> None:
    rows = [{"id": 1, "email": MINE, "folder": "2026", "name": "a.wav", "note": "a longer note"}]
    for content in (BY_PATH, Content(column="note")):
        found = collect(a_source(url, root, rows, content, size_limit="8B"), store)
        assert (found.kept, why(found)) == ([], {"too_large": 1})


def test_a_folder_that_is_not_there_is_told_and_an_empty_one_is_tried_again(url: str, root: Path, store: Store, tmp_path: Path) -> None:
    rows = [{"id": 1, "email": MINE, "folder": "2026", "name": "a.wav"}]
    (fall,) = collect(a_source(url, tmp_path / "nowhere", rows, BY_PATH), store).shortfalls
    assert (fall.why, fall.detail) == (NotReached.MISCONFIGURED, "the folder of files (content: root) is not there")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceUnavailable):
        collect(a_source(url, tmp_path / "empty", rows, BY_PATH), store)
    nobody = collect(a_source(url, tmp_path / "nowhere", [{"id": 1, "email": MINE}], BY_PATH), store)  # no row names a file
    assert (nobody.kept, nobody.shortfalls) == ([], [])


def test_a_large_file_is_sealed_without_being_held(tmp_path: Path, store: Store) -> None:
    root = tmp_path / "rec"
    root.mkdir()
    with (root / "a.wav").open("wb") as file:
        file.truncate(200_000_000)
    beats: list[int] = []
    source = a_source(f"sqlite:///{tmp_path / 'pbx.sqlite'}", root, [{"id": 1, "email": MINE, "folder": "", "name": "a.wav"}], BY_PATH)
    tracemalloc.start()
    try:
        found = collect(source, store, beat=beats.append)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.kept[0].size == 200_000_000
    assert peak < 20_000_000
    assert len(beats) > 100  # a lease is held on while a file is copied


def test_what_broke_off_leaves_no_file(url: str, root: Path, store: Store, tmp_path: Path) -> None:
    def stop(rows: int) -> None:
        if rows == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect(a_source(url, root, [{"id": 1, "email": MINE, "folder": "2026", "name": "a.wav"}], BY_PATH), store, beat=stop)
    assert list((tmp_path / "store").rglob("*file*")) == []


@pytest.mark.parametrize(("content", "role", "config", "faults"), [
    (BY_PATH, Role.CONTROLLER, {}, []), (BY_PATH, Role.CONTROLLER, {"root": "/nowhere/at/all"}, ["the folder of files (content: root) is not there"]),
    (BY_PATH, Role.CONTROLLER, {"rooot": "x"}, ["no key of content 'rooot'; did you mean 'root'?"]), (BY_PATH, Role.PROCESSOR, {"root": ""}, []),
    (Content(column="note"), Role.CONTROLLER, {"root": ""}, []),
    (Content(column="note"), Role.CONTROLLER, {"size_limit": "big"}, ["size_limit is no size; 1GB is one"])])
def test_a_check_tells_whether_the_files_can_be_had(root: Path, tmp_path: Path, content: Content, role: Role, config: dict[str, Any],
                                                    faults: list[str]) -> None:
    source = a_source(f"sqlite:///{tmp_path / 'pbx.sqlite'}", root, [{"id": 1, "email": MINE}], content, role=role)
    here = replace(source, config={**source.config, "content": {"root": str(root), **config}})
    assert [fault.detail for fault in check(SourceBook((here,))).faults] == faults


def test_together_everybody_is_given_their_own_files_only(tmp_path: Path, root: Path, store: Store) -> None:
    rows = [{"id": 1, "email": HERS, "folder": "2026", "name": "b.wav"}, {"id": 2, "email": MINE, "folder": "2026", "name": "a.wav"},
            {"id": 3, "email": MINE, "folder": "2026", "name": "gone.wav"}, {"id": 4, "email": HERS, "folder": "2026", "name": "c.wav"}]
    source = a_source(f"sqlite:///{tmp_path / 'pbx.sqlite'}", root, rows, BY_PATH)
    steps = plan((source,), frozenset({"email"}), ("user",)).stages[0].steps
    keys = {MINE: ephemeral_key(), HERS: ephemeral_key()}
    seekers = [Seeker(StageOrder(steps, spots(steps), (Identity("email", who),), ("user",), f"part/{number}", datetime(2026, 3, 2, tzinfo=UTC)), key,
                      Keyring(), lambda _rows: None) for number, (who, key) in enumerate(keys.items())]
    mine, hers = collect_together(seekers, source, store=store)
    assert isinstance(mine, Collected)
    assert isinstance(hers, Collected)
    assert [one.name for one in mine.kept] == ["a.wav"]
    assert sorted(one.name for one in hers.kept) == ["b.wav", "c.wav"]
    assert (why(mine), why(hers)) == ({"gone": 1}, {})
    for given, key, other in ((mine, keys[MINE], keys[HERS]), (hers, keys[HERS], keys[MINE])):
        for one in given.kept:
            assert hashlib.sha256(b"".join(store.read(one.path, key, file_context(one.path)))).hexdigest() == one.digest
            with pytest.raises(VaultError):
                next(store.read(one.path, other, file_context(one.path)))
