"""What the migrations make is what the models say, on both databases; and the way back works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

import dsr.models  # noqa: F401  # fills the metadata
from dsr.db import Base, Database, make_engine, open_database
from dsr.domain.actor import SUBJECT
from dsr.domain.words import State
from dsr.migrations import current, downgrade, draft, head, upgrade
from dsr.models import Delivery, IdentityRow, LegalEntity, Part, Response
from dsr.services import audit
from tests import factories
from tests.migrations.schema import schema_of, triggers_of

Empty = Callable[[str], str]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Empty:
    """URLs of databases with nothing in them, by name."""
    if request.param == "sqlite":
        return lambda name: f"sqlite:///{tmp_path / name}.sqlite"
    server = request.getfixturevalue("postgres")
    return lambda name: str(server.create_database(f"{name}_{tmp_path.name}"[:63]))


@pytest.fixture
def engine() -> Iterator[Callable[[str], Engine]]:
    made: list[Engine] = []

    def of(url: str) -> Engine:
        made.append(make_engine(url))
        return made[-1]

    yield of
    for one in made:
        one.dispose()


def test_head_equals_the_models(empty: Empty, engine: Callable[[str], Engine]) -> None:
    migrated, modelled = engine(by_steps := empty("steps")), engine(empty("models"))
    upgrade(by_steps)
    Base.metadata.create_all(modelled)
    found, wanted = schema_of(migrated), schema_of(modelled)
    assert set(found) == set(wanted)
    for table in wanted:
        assert found[table] == wanted[table], table
    assert current(by_steps) == head()


def test_down_to_nothing_and_up_again(empty: Empty, engine: Callable[[str], Engine]) -> None:
    url = empty("down")
    upgrade(url)
    before = schema_of(engine(url)), triggers_of(engine(url))
    downgrade(url, "base")
    assert schema_of(engine(url)) == {}
    assert triggers_of(engine(url)) == set()
    assert current(url) is None
    upgrade(url)
    assert (schema_of(engine(url)), triggers_of(engine(url))) == before


def test_a_second_upgrade_keeps_every_row(empty: Empty) -> None:
    upgrade(url := empty("twice"))
    database = open_database(url)
    with database.transaction() as session:
        entity = factories.an_entity(session)
    upgrade(url)
    with database.reading() as session:
        assert session.execute(select(LegalEntity.key)).scalar_one() == entity.key
    database.engine.dispose()


def test_what_an_address_was_said_to_prove_is_a_claim_again(empty: Empty) -> None:
    """Until the fifth step nothing kept a proof from an address or a device."""
    upgrade(url := empty("proof"))
    database = open_database(url)
    with database.transaction() as session:
        request_id = factories.a_request(session).id
    downgrade(url, "r0004")
    with database.transaction() as session:
        session.add_all(IdentityRow(request_id=request_id, kind=kind, value=b"", token=kind, claimed_how="form", proven_how="x")
                        for kind in ("email", "ip"))
    upgrade(url)
    with database.reading() as session:
        assert {row.kind: row.proven_how for row in session.execute(select(IdentityRow)).scalars()} == {"email": "x", "ip": None}
    database.engine.dispose()


def test_what_was_approved_unseen_goes_back_to_review(empty: Empty) -> None:
    """Until the twelfth step an answer was approved first and written afterwards."""
    upgrade(url := empty("unseen"))
    database = open_database(url)
    with database.transaction() as session:  # before the way back: the models know columns of later steps
        parts = [factories.a_part(session, state=State.DELIVERING).id for _ in range(2)]
    database.engine.dispose()
    downgrade(url, "r0011")
    database = open_database(url)
    with database.transaction() as session:
        for part, written_at in zip(parts, ("NULL", "'2026-11-24 09:00:00'"), strict=True):
            session.execute(text("INSERT INTO response (part_id, number, approved_at, written_at) "
                                 f"VALUES ({part}, 1, '2026-11-24 08:00:00', {written_at})"))
    upgrade(url)
    with database.reading() as session:
        told = [(one.approved_at is None, one.superseded_at is None, one.ordered_at.hour)
                for one in session.execute(select(Response).order_by(Response.part_id)).scalars()]
        assert told == [(True, False, 8), (False, True, 8)]
        assert [session.get_one(Part, part).state for part in parts] == [State.REVIEWING, State.DELIVERING]
    database.engine.dispose()
    downgrade(url, "r0011")
    database = open_database(url)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM response")).scalar_one() == 1  # a draft is no answer there
    database.engine.dispose()


def test_a_link_knows_its_letter_and_when_its_answer_was_fetched(empty: Empty) -> None:
    """Until the thirtieth step only the events told what was fetched."""
    upgrade(url := empty("fetched"))
    database = open_database(url)
    with database.transaction() as session:
        part = factories.a_part(session)
        links = [factories.a_delivery(session, part) for _ in range(2)]
        numbers = [session.get_one(Response, one.response_id).number for one in links]
        letters = [factories.a_message(session, part.request, occasion=f"answer_ready:1.{number}:1").id for number in numbers]
        for link in links:
            link.first_opened_at = factories.NOW
        audit.record(session, part.request_id, "downloaded", {"part": 1, "response": numbers[1], "document": 7}, by=SUBJECT,
                     now=factories.NOW + timedelta(minutes=5))
    database.engine.dispose()
    downgrade(url, "r0029")
    upgrade(url)
    database = open_database(url)
    with database.reading() as session:
        found = session.execute(select(Delivery).order_by(Delivery.id)).scalars().all()
        assert [one.message_id for one in found] == letters
        assert [one.fetched_at for one in found] == [None, factories.NOW + timedelta(minutes=5)]
    database.engine.dispose()


def test_several_processes_upgrade_at_once(empty: Empty) -> None:
    url = empty("race")
    code = f"from dsr.migrations import upgrade; upgrade({url!r})"
    started = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    assert current(url) == head()


def test_a_step_that_fails_leaves_nothing_behind(empty: Empty, engine: Callable[[str], Engine]) -> None:
    url = empty("broken")
    with engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE ticker (name VARCHAR(40))"))  # the last table of the first revision is in its way
    with pytest.raises(Exception, match="ticker"):
        upgrade(url)
    assert set(schema_of(engine(url))) == {"ticker"}
    assert current(url) is None


def test_a_draft_says_what_differs(tmp_path: Path, engine: Callable[[str], Engine]) -> None:
    upgrade(url := f"sqlite:///{tmp_path / 'draft.sqlite'}")
    draft(url, "nothing", tmp_path / "same")
    (same,) = (tmp_path / "same").glob("*.py")
    assert same.read_text().count("    pass\n") == 2
    with engine(url).begin() as connection:
        connection.execute(text("DROP TABLE ticker"))
    draft(url, "the ticker again", tmp_path / "other")
    (other,) = (tmp_path / "other").glob("*.py")
    assert other.stem.endswith("_the_ticker_again")
    assert "op.create_table('ticker'" in other.read_text()
    assert "sa.DateTime(timezone=True)" in other.read_text()


def test_sqlite_rows_are_whole_after_a_step(tmp_path: Path) -> None:
    upgrade(url := f"sqlite:///{tmp_path / 'orphans.sqlite'}")
    engine = make_engine(url)
    raw = engine.raw_connection()
    raw.driver_connection.executescript(  # type: ignore[union-attr]
        "PRAGMA foreign_keys=OFF; INSERT INTO search_token (request_id, token, of_mail) VALUES (99, 'x', 0);")
    raw.close()
    engine.dispose()
    with pytest.raises(RuntimeError, match="search_token"):
        upgrade(url)


def test_the_fixture_database_has_all_tables(each_database: Database) -> None:
    assert set(schema_of(each_database.engine)) == set(Base.metadata.tables)
