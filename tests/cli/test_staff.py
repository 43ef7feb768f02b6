"""`dsr staff add`."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from dsr.cli import staff
from dsr.db import Database
from dsr.domain.capability import StaffRole
from dsr.models import Staff

PASSWORD = "a long sentence that only we know"


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.setenv("DSR_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))

    def with_input(*argv: str, typed: str = PASSWORD) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        return staff.run(list(argv))

    return with_input


def test_a_member_of_staff_is_added_with_the_password_from_standard_input(run: Callable[..., int], database: Database) -> None:
    assert run("add", "Ida.Holm@fjordtel.example", "--role", "manager") == 0
    with database.reading() as session:
        row = session.execute(select(Staff)).scalar_one()
        assert (row.email, row.role) == ("ida.holm@fjordtel.example", StaffRole.MANAGER)


@pytest.mark.parametrize(("email", "typed", "expected"), [
    ("nobody", PASSWORD, "email address"), ("ida@fjordtel.example", "short", "at least 12"), ("ida@fjordtel.example", "", "at least 12")])
def test_what_is_not_right_is_said_and_adds_nobody(run: Callable[..., int], database: Database, capsys: pytest.CaptureFixture[str], email: str,
                                                   typed: str, expected: str) -> None:
    assert run("add", email, "--role", "clerk", typed=typed) == 2
    assert expected in capsys.readouterr().err
    with database.reading() as session:
        assert session.execute(select(Staff)).first() is None


def test_an_address_is_taken_once(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "ida@fjordtel.example", "--role", "clerk") == 0
    assert run("add", "IDA@fjordtel.example", "--role", "admin") == 2
    assert "there already" in capsys.readouterr().err


def test_a_database_without_tables_is_a_sentence(run: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                 capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DSR_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert run("add", "ida@fjordtel.example", "--role", "clerk") == 2
    assert "dsr db upgrade" in capsys.readouterr().err


def test_an_unknown_role_is_refused(run: Callable[..., int]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("add", "ida@fjordtel.example", "--role", "king")
    assert ended.value.code == 2
