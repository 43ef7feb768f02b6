"""Recordings from the source to the person, through every process; kill -9 in the middle of copying one leaves one copy and no rest."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dsr.models import Document, Enclosure
from dsr.services import sweep
from dsr.store import Store
from tests.journeys.house import House, a_house

LARGE = 120_000_000
_TABLES = """
create table people (id integer primary key, email varchar(200), full_name varchar(200));
create table recordings (id integer primary key, person_id integer, folder varchar(99), name varchar(99));
insert into people values (1, 'carol@havblik.example', 'Carol Ærø'), (2, 'bob@havblik.example', 'Bob Å');
insert into recordings values (1, 1, '/var/rec/2026', 'call 4531110417.wav'), (2, 2, '/var/rec/2026', 'bob.wav'), (3, 1, '/var/rec/2026', 'gone.wav'),
  (4, 1, '/var/rec/2026', 'large.wav');
"""
_SOURCE = """
source:
  key: shop
  label: {{en: Shop, da: Butik}}
  connector: sql
  config: {{url: "sqlite:///{folder}/shop.sqlite", content: {{root: "{root}"}}}}
  role: controller
  terms: {{purpose: {{en: Selling, da: Salg}}, retention: {{ground: contract, period: P1Y}}, recipients: [Nobody A/S]}}
  dataset:
    - fides_key: shop
      collections:
        - name: people
          dsr_meta: {{label: {{en: You, da: Dig}}}}
          fields:
            - {{name: id, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Number, da: Nummer}}}}}}
            - {{name: email, fides_meta: {{identity: email}}, data_categories: [user.contact.email], dsr_meta: {{label: {{en: Email, da: E-mail}}}}}}
        - name: recordings
          dsr_meta:
            label: {{en: Recordings, da: Optagelser}}
            data_kind: contact_person
            content: {{path: "{{folder}}/{{name}}", strip: /var/rec}}
          fields:
            - {{name: id, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Number, da: Nummer}}}}}}
            - name: person_id
              fides_meta: {{references: [{{dataset: shop, field: people.id, direction: from}}]}}
            - {{name: folder}}
            - {{name: name}}
"""


def _fill(folder: Path) -> None:
    (folder / "sources").mkdir(parents=True)
    root = folder.with_name(f"{folder.name}-recordings")  # not the house's own: it is searched for what leaks
    (root / "2026").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "shop.sqlite")) as db, db:
        db.executescript(_TABLES)
    (root / "2026/call 4531110417.wav").write_bytes(b"RIFF....WAVEcarol")
    (root / "2026/bob.wav").write_bytes(b"RIFF....WAVEbob")
    with (root / "2026/large.wav").open("wb") as file:
        file.truncate(LARGE)
    (folder / "sources/shop.yml").write_text(_SOURCE.format(folder=folder, root=root), encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path, _fill) as made:
        yield made


def _half_copied(house: House) -> int | None:
    """Bytes of a file that is being copied, once there are many."""
    sizes = [path.stat().st_size for path in (house.folder / "store").rglob("*-file-*.draft")]
    return next((size for size in sizes if size > 5_000_000), None)


def test_a_kill_while_a_recording_is_copied_leaves_one_copy(house: House, tmp_path: Path) -> None:
    journey = house.journey()
    journey.ask()
    journey.confirm()
    journey.vouch()
    journey.begin()
    house.until(lambda: _half_copied(house), 60)
    for horse in house.horses():  # one of them copies
        house.kill(horse)
    journey.approve()
    out = tmp_path / "out"
    journey.fetch(out)
    answer = json.loads((out / "response.json").read_bytes())
    (recordings,) = [one for one in answer["collections"] if one["address"] == "shop.recordings"]
    assert recordings["content"] == {"found": 3, "enclosed": 2, "missing": 1, "left_out": 0, "reasons": ["gone"]}
    assert answer["status"] == "complete"
    files = {one["file"]: one for one in answer["enclosures"]}
    assert [name.partition("-")[2] for name in sorted(files)] == ["call%204531110417.wav", "large.wav"]
    with house.database.reading() as session:
        kept = session.execute(select(Enclosure)).scalars().all()
        documents = session.execute(select(Document.name)).scalars().all()
    assert sorted(one.size for one in kept) == [17, LARGE]
    assert {"files/0001", "files/0002"} <= set(documents)
    large = next(one for name, one in files.items() if name.endswith("large.wav"))
    assert large["sha256"] == hashlib.sha256(bytes(LARGE)).hexdigest()
    assert len(list((house.folder / "store").rglob("*-file-*"))) > len(kept)  # what the killed attempt left
    store = Store(house.folder / "store")
    with house.database.reading() as session:
        for path in list(sweep.orphans(session, store, since=datetime.now(UTC) - timedelta(days=1))):
            store.delete(path)
    assert {path.relative_to(house.folder / "store").as_posix() for path in (house.folder / "store").rglob("*-file-*")} == {one.path for one in kept}
    assert house.leaks("call 4531110417", "4531110417", "large.wav", "RIFF....WAVE") == []
