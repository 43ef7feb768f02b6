"""FreePBX on a real MariaDB, with its calls in a database of their own. Needs the Debian package mariadb-server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.profiles.installed import access, source_file
from tests.profiles.scripts import script
from tests.profiles.test_freepbx import EXPECTED, PEOPLE, found
from tests.servers.mariadb import MariaDb


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = MariaDb()
    made = server.create_database("asterisk")
    server.create_database("asteriskcdrdb")
    connection = server.connect("asterisk")
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION sql_mode = 'ANSI_QUOTES'")
        for part in ("schema", "rows"):
            for statement in script(f"freepbx_{part}.sql", "mariadb").split(";\n"):
                if statement.strip():
                    cursor.execute(statement)
    connection.close()
    yield made
    server.stop()


@pytest.mark.parametrize("who", EXPECTED)
def test_exactly_the_rows_of_the_person_are_found(who: str, url: str, tmp_path: Path) -> None:
    answered = access(source_file(tmp_path / "sources", "freepbx", f"{{url: '{url}'}}"), tmp_path / "out", *PEOPLE[who])
    assert found(answered) == EXPECTED[who]
    assert answered.status == 0
    assert "hush" not in answered.text
