"""The same person, sources and moment give the same bytes, in another process with another seed for hashing."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

SOURCE = """
source:
  key: crm
  label: {en: Customers, da: Kunder}
  connector: sql
  config: {url: "sqlite:///%s"}
  role: controller
  timezone: Europe/Copenhagen
  country: DK
  dataset:
    - fides_key: crm
      collections:
        - name: contact
          dsr_meta: {label: {en: Contacts, da: Kontakter}, time: created_at}
          fields:
            - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}, dsr_meta: {label: {en: Number, da: Nummer}}}
            - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}, dsr_meta: {label: {en: Email, da: E-mail}}}
            - {name: note, data_categories: [user.content], dsr_meta: {label: {en: Note, da: Notat}}}
            - {name: created_at, data_categories: [user.behavior], dsr_meta: {label: {en: Created, da: Oprettet}}}
"""
NOTES = ["Søren Ærø Åkjær", "Zażółć gęślą jaźń", "Πάτροκλος", "Дмитрий", "محمد بن سلمان", "שלום", "漢字", "😀 🎉",
         "<para>&amp;<img src=x>", "=1+1", "a\0b", "x" * 5_000]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "crm.sqlite") as db:
        db.execute("create table contact (id integer primary key, email varchar(200), note text, created_at datetime)")
        db.executemany("insert into contact values (?,?,?,?)", [
            (n, "soeren@nordlys.example", NOTES[n % len(NOTES)], f"2026-03-{1 + n // 11:02d} 02:30:00") for n in range(300)])
    db.close()
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "crm.yml").write_text(SOURCE % (tmp_path / "crm.sqlite"), encoding="utf-8")
    return folder


def answered(sources: Path, out: Path, seed: int, locale: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "dsr", "access", "--sources", str(sources), "--identity", "email=soeren@nordlys.example", "--out", str(out),
               "--as-of", "2026-11-26T09:00:00Z", "--print", "all", "--progress", "never", "--locale", locale]
    done = subprocess.run(command, env={**os.environ, "DSR_MODE": "demo", "PYTHONHASHSEED": str(seed)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.parametrize("locale", ["en", "da"])
def test_a_second_run_writes_the_same_bytes(sources: Path, tmp_path: Path, locale: str) -> None:
    first, second = (answered(sources, tmp_path / f"out{seed}", seed, locale) for seed in (1, 2))
    assert sorted(first) == ["data/crm.contact.csv", "data/crm.contact.jsonl", "manifest.json", "response.html", "response.json", "response.pdf"]
    assert [name for name in first if first[name] != second[name]] == []
    rows = [json.loads(line) for line in first["data/crm.contact.jsonl"].splitlines()]
    assert [row["note"] for row in rows[:len(NOTES)]] == NOTES
    assert rows[0]["created_at"] == "2026-03-01T02:30:00+01:00"
    with pypdfium2.PdfDocument(first["response.pdf"]) as pdf:
        assert all(f"A-{n} " in "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", " ") for n in (1, 150, 300))
