"""`dsr audit verify` says whether the evidence holds, on both kinds of database, and shows nothing of what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from dsr.__main__ import main
from dsr.cli.audit import run
from dsr.db import Database
from dsr.domain.actor import SYSTEM
from dsr.models import Anchor, Event
from dsr.services import audit
from tests.factories import NOW, a_request


@pytest.fixture
def chains(each_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """DSR-A with three links and DSR-B with two, under one anchor."""
    with each_database.transaction() as session:
        for reference, links in (("DSR-A", 3), ("DSR-B", 2)):
            request = a_request(session, reference=reference)
            for number in range(links):
                audit.record(session, request.id, "step", {"secret": 4711}, by=SYSTEM, now=NOW + timedelta(seconds=number))
        audit.anchor(session, day=NOW.date(), now=NOW + timedelta(minutes=1))
    monkeypatch.setenv("DSR_DATABASE_URL", each_database.engine.url.render_as_string(hide_password=False))
    return each_database


def tamper(database: Database, change: Callable[[Session], object]) -> None:
    """As somebody who owns the database could: first the triggers go."""
    with database.transaction() as session:
        for table in ("event", "anchor"):
            names = ("no_update", "no_delete") if database.engine.dialect.name == "sqlite" else ("no_change",)
            for name in names:
                session.execute(text(f"DROP TRIGGER {table}_{name}" + ("" if database.engine.dialect.name == "sqlite" else f" ON {table}")))
        change(session)


def test_whole_chains_are_counted(chains: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify"]) == 0
    assert capsys.readouterr() == ("The evidence holds: 2 chains, 5 links.\n", "")


def test_a_new_installation_holds(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DSR_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    assert run(["verify"]) == 0
    assert capsys.readouterr().out == "The evidence holds: 0 chains, 0 links.\n"


CHANGES: dict[str, tuple[Callable[[Session], object], str]] = {
    "a fact": (lambda s: s.execute(update(Event).where(Event.request_id == 1, Event.seq == 2).values(facts='{"secret":4712}')),
               "Request DSR-A: link 2 was changed, removed, added or moved."),
    "a link": (lambda s: s.execute(delete(Event).where(Event.request_id == 2, Event.seq == 2)),
               "Request DSR-B: link 2 was changed, removed, added or moved."),
    "an anchor": (lambda s: s.execute(update(Anchor).values(heads=7)), "Anchor 1 was changed, or the one before it was removed."),
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_break_is_a_sentence_and_status_5(chains: Database, capsys: pytest.CaptureFixture[str], what: str) -> None:
    change, said = CHANGES[what]
    tamper(chains, change)
    assert run(["verify"]) == 5
    out, err = capsys.readouterr()
    assert said in out.splitlines()
    assert "tell the privacy manager" in err
    assert "holds" not in out
    assert "471" not in out + err
    assert "sealed" not in out + err


def test_several_breaks_are_all_said(chains: Database, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(chains, lambda session: session.execute(update(Event).where(Event.seq == 1).values(name="other")))
    assert run(["verify"]) == 5
    out, err = capsys.readouterr()
    assert [line.partition(":")[0] for line in out.splitlines()] == ["Request DSR-A", "Request DSR-B"]
    assert "in 2 places" in err


@pytest.mark.parametrize(("name", "value", "said"), [
    ("DATABASE_URL", "postgresql://dsr:hunter2@127.0.0.1:9/dsr", "does not answer"), ("DATABASE_URL", "hunter2", "no address"),
    ("DATABSE_URL", "hunter2", "did you mean DSR_DATABASE_URL?")])
def test_what_is_wrong_is_a_sentence_and_status_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str,
                                                  said: str) -> None:
    monkeypatch.setenv(f"DSR_{name}", value)
    assert run(["verify"]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert "hunter2" not in out + err


def test_a_database_without_tables_is_told_apart_from_one_that_holds(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DSR_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('empty') / 'dsr.sqlite'}")
    assert run(["verify"]) == 2
    assert "run 'dsr db upgrade' first" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [[], ["anchor"]])
def test_there_is_nothing_else_to_ask_for(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(argv)
    assert ended.value.code == 2
