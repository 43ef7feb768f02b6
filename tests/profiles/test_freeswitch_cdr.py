"""FreeSWITCH's log in files: one line for a call, with a name and a number of the caller and a number of the called."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.profiles.installed import Answered, access, book, source_file

Ask = Callable[..., Answered]
JULY = "2025-07-01T00:00:00+02:00"
COLUMNS = ("caller_id_name", "caller_id_number", "destination_number", "context", "start_stamp", "answer_stamp", "end_stamp", "duration", "billsec",
           "hangup_cause", "uuid", "bleg_uuid", "accountcode", "read_codec", "write_codec")
ANNA = ("extension=201", "phone_number=+4578770201", "account=anna")


def a_line(key: str, start: str, name: str, caller: str, called: str, account: str = "") -> list[str]:
    """A call as the template `example` writes it; times are those of the server, in Denmark."""
    return [name, caller, called, "default", start, start, start, "20", "15", "NORMAL_CLEARING", key, "", account, "PCMA", "PCMA"]


NEWER = [
    a_line("out", "2025-03-05 09:30:00", "Anna", "201", "33661234", "anna"),
    a_line("in", "2025-03-05 11:02:10", "CLINIC, EAST", "+4533661234", "78770201"),
    a_line("hidden", "2025-03-07 14:00:00", "OTHER", "anonymous", "201", "OTHER"),
    a_line("inner", "2025-05-01 11:00:00", "Anna", "201", "202", "anna"),
    a_line("prefix", "2025-03-05 09:31:00", "OTHER", "2010", "2011"),
    a_line("before", "2025-06-30 23:59:59", "OTHER", "4539101010", "202"),
    a_line("after", "2025-07-01 00:00:00", "OTHER", "4539101010", "202"),
    a_line("swedish", "2025-09-01 15:00:00", "OTHER Anna", "46878770201", "203"),
    a_line("group", "2025-08-02 10:00:00", "OTHER", "+4561718199", "600"),
    a_line("on account", "2025-08-03 10:00:00", "Anna", "78770000", "33661234", "Anna"),
]
OLDER = [a_line("old", "2024-03-05 08:30:00", "Anna", "78 77 02 01", "33661234")]


def written(lines: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(lines)
    return file.getvalue().encode()


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    (tmp_path / "log").mkdir()
    (tmp_path / "log/Master.csv").write_bytes(written(NEWER))
    (tmp_path / "log/Master.csv.2024-12-31-23-59-59").write_bytes(written(OLDER))
    (tmp_path / "log/anna.csv").write_bytes(written(OLDER))
    return asking(tmp_path)


def asking(folder: Path, more: str = "") -> Ask:
    sources = source_file(folder / "sources", "freeswitch_cdr", f"{{root: '{folder / 'log'}'}}", connector="files", more=more)
    return lambda *identities: access(sources, folder / "out", *identities)


@pytest.mark.parametrize(("identities", "lines"), [
    (ANNA, ["hidden", "in", "inner", "old", "out"]), (("account=Anna",), ["on account"]),
    ((f"extension=202@..{JULY}", f"extension=203@{JULY}.."), ["before", "inner", "swedish"]), ((f"extension=202@{JULY}..",), ["after"]),
    (("phone_number=+4533661234",), ["in", "old", "on account", "out"]), (("extension=20",), []), (("phone_number=+4678770201",), []),
    (("extension=299",), []),
])
def test_exactly_the_calls_of_the_person_are_found(identities: tuple[str, ...], lines: list[str], ask: Ask) -> None:
    answered = ask(*identities)
    assert answered.keys("master", "uuid") == lines
    assert "OTHER" not in answered.text
    assert answered.status == 0


def shown(answered: Answered, key: str) -> dict[str, object]:
    return next(row for row in answered.rows["master"] if row["uuid"] == key)


def test_of_the_other_end_only_the_number_is_shown(ask: Ask) -> None:
    out, came, hidden = (shown(ask(*ANNA), key) for key in ("out", "in", "hidden"))
    assert [out[name] for name in ("caller_id_name", "destination_number", "accountcode")] == ["Anna", "33661234", "anna"]
    assert [came[name] for name in ("caller_id_name", "caller_id_number")] == [None, "+4533661234"]
    assert [hidden[name] for name in ("caller_id_name", "caller_id_number", "accountcode")] == [None, "anonymous", None]
    assert shown(ask("phone_number=+4533661234"), "out")["caller_id_name"] is None


def test_who_withheld_the_number_is_withheld_and_not_just_another_name(ask: Ask) -> None:
    (calls,) = ask("extension=201@2025-03-07T00:00:00+01:00..2025-03-08T00:00:00+01:00").response["collections"]
    assert [one["masked_why"] for one in calls["fields"] if one["name"] == "caller_id_name"] == [{"withheld": 1}]


def test_times_are_those_of_the_server(ask: Ask) -> None:
    assert shown(ask(*ANNA), "out")["start_stamp"] == "2025-03-05T09:30:00+01:00"


def test_the_same_extension_of_another_company_is_somebody_elses(tmp_path: Path, ask: Ask) -> None:
    own = asking(tmp_path, "tenant: nord.example")
    assert own("extension=201#syd.example").keys("master", "uuid") == []
    assert own("extension=201#nord.example").keys("master", "uuid") == ["hidden", "inner", "out"]


def test_a_log_of_another_template_is_not_read_and_said_to_be_missing(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "log/Master.csv").write_bytes(written([[*line, "agent"] for line in NEWER]))
    answered = ask(*ANNA)
    assert (answered.status, answered.rows.get("master", [])) == (3, [])


def test_every_column_is_spoken_of() -> None:
    (collection,) = book("freeswitch_cdr").sources[0].collections()
    assert tuple(field.name for field in collection.fields) == COLUMNS
