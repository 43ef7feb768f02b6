"""Asterisk's log in files: the two ends of a call in one line, telephones named within channels, times of whatever zone the server writes."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.profiles.installed import Answered, access, book, source_file

Ask = Callable[..., Answered]
JULY = "2025-07-01T00:00:00+02:00"
COLUMNS = ("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end", "duration",
           "billsec", "disposition", "amaflags", "uniqueid", "userfield")


def a_line(key: str, start: str, src: str, dst: str, name: str, channel: str, dstchannel: str, lastdata: str = "", userfield: str = "") -> list[str]:
    """A call as cdr_csv writes it; every cell but numbers in quotes."""
    clid = name if "<" in name else f'"{name}" <{src}>'
    return ["", src, dst, "from-internal", clid, channel, dstchannel, "Dial", lastdata, start, start, start, "20", "15", "ANSWERED", "DOCUMENTATION",
            key, userfield]


NEWER = [
    a_line("out", "2025-03-05 08:30:00", "78770201", "33661234", "Anna", "PJSIP/201-0a", "PJSIP/trunk-0b", "PJSIP/33661234@trunk,300", "OTHER note"),
    a_line("in", "2025-03-05 10:02:10", "+4533661234", "201", "CLINIC, EAST", "PJSIP/trunk-0c", "PJSIP/201-0d", "PJSIP/201,,Ttr"),
    a_line("hidden", "2025-03-07 13:00:00", "anonymous", "201", '"" <+4520304050>', "PJSIP/trunk-0e", "PJSIP/201-0f", "PJSIP/201"),
    a_line("colleague", "2025-05-01 09:00:00", "201", "202", "Anna", "PJSIP/201-10", "PJSIP/202-11", "PJSIP/202"),
    a_line("prefix", "2025-03-05 08:31:00", "2011", "2010", "OTHER", "PJSIP/2011-12", "PJSIP/2010-13", "PJSIP/2010"),
    a_line("before", "2025-06-30 21:59:59", "4539101010", "202", "OTHER", "PJSIP/trunk-14", "PJSIP/202-15", "PJSIP/202"),
    a_line("after", "2025-06-30 22:00:00", "4539101010", "202", "OTHER", "PJSIP/trunk-16", "PJSIP/202-17", "PJSIP/202"),
    a_line("swedish", "2025-09-01 13:00:00", "46878770201", "203", "OTHER Anna", "PJSIP/trunk-18", "PJSIP/203-19", "PJSIP/203"),
    a_line("queue", "2025-08-02 08:00:00", "+4561718199", "400", "OTHER", "PJSIP/trunk-1a", "Local/201@from-queue-1b;1", "400,t"),
    a_line("group", "2025-08-03 08:00:00", "+4561718199", "600", "OTHER", "PJSIP/trunk-1c", "PJSIP/202-1d", "PJSIP/201&PJSIP/OTHER"),
    a_line("forwarded", "2025-08-04 08:00:00", "+4561718199", "+4542110201", "OTHER", "Local/201@from-internal-1e;2", "PJSIP/trunk-1f"),
    a_line("named", "2025-08-05 08:00:00", "78770250", "33661234", "Eva", "PJSIP/eva-holm-20", "PJSIP/trunk-21"),
    a_line("shorter name", "2025-08-06 08:00:00", "78770251", "33661234", "Eva", "PJSIP/eva-22", "PJSIP/trunk-23"),
]
OLDER = [a_line("old", "2024-03-05 08:30:00", "201", "33661234", "Anna", "SIP/201-0a", "SIP/trunk-0b", "SIP/trunk/33661234")]
ANNA = ("extension=201", "phone_number=+4578770201", "phone_number=+4542110201")


def written(lines: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(lines)
    return file.getvalue().encode()


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    (tmp_path / "log").mkdir()
    (tmp_path / "log/Master.csv").write_bytes(written(NEWER))
    (tmp_path / "log/Master.csv.1.gz").write_bytes(gzip.compress(written(OLDER)))
    (tmp_path / "log/201.csv").write_bytes(written(OLDER))
    return asking(tmp_path, "timezone: UTC")


def asking(folder: Path, more: str) -> Ask:
    sources = source_file(folder / "sources", "asterisk_master_csv", f"{{root: '{folder / 'log'}'}}", connector="files", more=more)
    return lambda *identities: access(sources, folder / "out", *identities)


@pytest.mark.parametrize(("identities", "lines"), [
    (ANNA, ["colleague", "forwarded", "hidden", "in", "old", "out", "queue"]),
    ((f"extension=202@..{JULY}", f"extension=203@{JULY}.."), ["before", "colleague", "swedish"]),
    ((f"extension=202@{JULY}..",), ["after", "group"]),
    (("phone_number=+4533661234",), ["in", "named", "old", "out", "shorter name"]),
    (("username=Eva-Holm",), ["named"]), (("username=eva",), ["shorter name"]),
    (("extension=20",), []), (("phone_number=+4678770201",), []), (("extension=299",), []),
])
def test_exactly_the_calls_of_the_person_are_found(identities: tuple[str, ...], lines: list[str], ask: Ask) -> None:
    answered = ask(*identities)
    assert answered.keys("master", "uniqueid") == lines
    assert "OTHER" not in answered.text
    assert answered.status == 0


def shown(answered: Answered, key: str) -> dict[str, object]:
    return next(row for row in answered.rows["master"] if row["uniqueid"] == key)


def test_of_the_other_end_only_the_number_is_shown(ask: Ask) -> None:
    answered = ask(*ANNA)
    out, came, within = (shown(answered, key) for key in ("out", "in", "colleague"))
    assert (out["src"], out["clid"], out["channel"]) == ("78770201", '"Anna" <78770201>', "PJSIP/201-0a")
    assert (out["dst"], out["dstchannel"], out["lastdata"], out["userfield"]) == ("33661234", None, "PJSIP/33661234@trunk,300", None)
    assert (came["src"], came["clid"], came["channel"], came["dstchannel"]) == ("+4533661234", None, None, "PJSIP/201-0d")
    assert (within["dst"], within["dstchannel"]) == ("202", None)


def test_who_withheld_the_number_stays_unknown(ask: Ask) -> None:
    answered = ask(*ANNA)
    call = shown(answered, "hidden")
    assert "20304050" not in answered.text
    assert (call["src"], call["clid"], call["channel"]) == ("anonymous", None, None)


def test_times_are_those_of_the_zone_that_the_server_writes(tmp_path: Path, ask: Ask) -> None:
    assert shown(ask(*ANNA), "out")["start"] == "2025-03-05T08:30:00+00:00"
    local = asking(tmp_path, "timezone: Europe/Copenhagen")
    assert local(f"extension=202@{JULY}..").keys("master", "uniqueid") == ["group"]


def test_the_same_extension_of_another_company_is_somebody_elses(tmp_path: Path, ask: Ask) -> None:
    own = asking(tmp_path, "timezone: UTC\ntenant: nord.example")
    assert own("extension=201#syd.example").keys("master", "uniqueid") == []
    assert own("extension=201#nord.example").keys("master", "uniqueid") == ["colleague", "hidden", "in", "old", "out", "queue"]


def test_a_log_of_other_columns_is_not_read_and_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log/Master.csv").write_bytes(written([[*line, "1", "", "2"] for line in NEWER]))
    answered = asking(tmp_path, "timezone: UTC")(*ANNA)
    assert (answered.status, answered.rows.get("master", [])) == (3, [])
    (tmp_path / "log/Master.csv").write_bytes(written([line[:16] for line in NEWER]))
    without = asking(tmp_path, "timezone: UTC\nadapt: {absent: [master.uniqueid, master.userfield]}")(*ANNA)
    assert (without.status, len(without.rows["master"])) == (0, 6)


def test_every_column_is_spoken_of() -> None:
    (collection,) = book("asterisk_master_csv").sources[0].collections()
    assert tuple(field.name for field in collection.fields) == COLUMNS
