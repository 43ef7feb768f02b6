"""Profiles of systems on MySQL or MariaDB find there what they find elsewhere: times without a zone, text compared without case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.profiles import test_cgrates, test_freeradius, test_kamailio
from tests.profiles.installed import HERE, access, database, source_file, unsaid
from tests.servers.mariadb import MariaDb

RESERVED = re.compile(r"\b(partition|usage)\b")
Expected = dict[str, list[int]]


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDb]:
    started = MariaDb()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def urls(server: MariaDb) -> dict[str, str]:
    """Each system's database, with the types of MySQL."""
    made = {}
    for name in ("freeradius", "kamailio", "cgrates"):
        script = (HERE / f"{name}.sql").read_text(encoding="utf-8").replace(" timestamp", " datetime").replace(" text", " varchar(190)")
        made[name] = database(server.create_database(name), RESERVED.sub(r"`\1`", script))
    return made


@pytest.mark.parametrize(("profile", "identities", "expected"), [
    ("freeradius", ["username=Carol.HOLM@nordlys.example"], {"radacct": [4, 5], "radcheck": [1, 3, 5], "radreply": [2, 4], "radusergroup": [1, 2],
                                                            "radpostauth": [1, 2], "cui": [0], "radippool": [1], "fr_ippool": [1]}),
    ("freeradius", [test_freeradius.BEFORE], {"radacct": [8], "radpostauth": [4], "data_usage_by_period": [0]}),
    ("freeradius", ["mac=0200.0000.0301"], {"radacct": [4, 5, 14], "radpostauth": [1, 2], "fr_ippool": [2], "dhcpippool": [1]}),
    ("kamailio", [test_kamailio.CAROL], test_kamailio.EVERYTHING),
    ("kamailio", ["extension=201#nordlys.example"], test_kamailio.EVERYTHING),
    ("kamailio", [test_kamailio.AFTER], {"acc": [9], "dbaliases": [4]}),
    ("cgrates", [test_cgrates.ACCOUNT], {"cdrs": [1, 2, 6, 11], "session_costs": [1], **test_cgrates.OWN}),
    ("cgrates", [test_cgrates.NUMBER], {"cdrs": [4]}),
    ("cgrates", [test_cgrates.BEFORE], {"cdrs": [9], "session_costs": [4]}),
])
def test_the_same_rows_are_found(urls: dict[str, str], tmp_path: Path, profile: str, identities: list[str], expected: Expected) -> None:
    given = access(source_file(tmp_path / "sources", profile, f"{{url: '{urls[profile]}'}}"), tmp_path / "out", *identities)
    assert (given.status, test_freeradius.found(given)) == (0, expected)
    assert "secret-" not in given.text


@pytest.mark.parametrize("profile", ["freeradius", "kamailio", "cgrates"])
def test_every_table_and_column_is_mapped_or_left_out(urls: dict[str, str], profile: str) -> None:
    assert unsaid(urls[profile], profile) == []
