"""A telephone shop in a database, for the commands: who holds which number when, their calls, and voicemail of the company. All invented."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, text

SCHEMA = """
CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(100), name VARCHAR(100), credit NUMERIC(30, 2), tag VARCHAR(9), photo {bytes});
CREATE TABLE lines (person_id INTEGER, number VARCHAR(40), since {stamp}, until {stamp});
CREATE TABLE calls (id {long} PRIMARY KEY, caller VARCHAR(60), started {stamp}, note VARCHAR(100), cause VARCHAR(9), switch VARCHAR(9));
CREATE TABLE voicemail (extension VARCHAR(9), domain VARCHAR(40), said VARCHAR(100));
CREATE TABLE "odd name/é" (email VARCHAR(100), x VARCHAR(9));
INSERT INTO people VALUES (1, 'Carol.Holm@Nordlys.Example', 'Carol Holm', 12345678901234567890.50, NULL, {photo});
INSERT INTO people VALUES (2, 'bob@nordlys.example', 'Bob Lund', 0, 'x', NULL);
INSERT INTO lines VALUES (1, '78 77 02 02', '2025-01-01 00:00:00', '2026-03-02 12:00:00');
INSERT INTO lines VALUES (2, '+45 78770202', '2026-03-02 12:00:00', NULL);
INSERT INTO calls VALUES (9007199254740993, '78770202', '2026-03-02 11:59:59', '=cmd|A0', '16', 's1');
INSERT INTO calls VALUES (2, '+4578770202', '2026-01-02 08:00:00', 'plain', '17', 's1');
INSERT INTO calls VALUES (3, '0045 78 77 02 02', '2026-03-02 12:00:00', 'of bob', '16', 's1');
INSERT INTO calls VALUES (4, 'sip:4578770202@pbx.example', '2026-01-03 08:00:00', '+1+1', '99', 's1');
INSERT INTO calls VALUES (5, '4578770203', '2026-01-03 08:00:00', 'of a stranger', '16', 's1');
INSERT INTO voicemail VALUES ('201', 'nordlys.example', 'for carol');
INSERT INTO voicemail VALUES ('201', 'havbris.example', 'for somebody else');
INSERT INTO "odd name/é" VALUES ('carol.holm@nordlys.example', 'here');
"""
SOURCE = """\
source:
  key: shop
  label: {{en: Shop, da: Butik}}
  connector: sql
  config: {{url: "{url}", timeout_s: 3}}
  role: controller
  timezone: Europe/Copenhagen
  country: DK
  dataset:
    - fides_key: shop
      collections:
        - name: people
          dsr_meta: {{label: {{en: You, da: Dig}}}}
          fields:
            - {{name: id, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Number, da: Nummer}}}}}}
            - name: email
              data_categories: [user.contact.email]
              fides_meta: {{identity: email}}
              dsr_meta: {{label: {{en: Email, da: E-mail}}}}
            - {{name: name, data_categories: [user.name], dsr_meta: {{label: {{en: =Name, da: Navn}}}}}}
            - {{name: credit, data_categories: [user.financial], dsr_meta: {{label: {{en: Credit, da: Saldo}}}}}}
            - {{name: tag, data_categories: [user.behavior], dsr_meta: {{label: {{en: Tag, da: Mærke}}}}}}
            - {{name: photo, data_categories: [user.biometric], dsr_meta: {{label: {{en: Photo, da: Foto}}}}}}
        - name: lines
          dsr_meta: {{label: {{en: Lines, da: Linjer}}, valid: {{from: since, to: until}}}}
          fields:
            - name: person_id
              data_categories: [system.operations]
              fides_meta: {{references: [{{dataset: shop, field: people.id, direction: from}}]}}
            - {{name: number, data_categories: [user.contact.phone_number], dsr_meta: {{label: {{en: Telephone, da: Telefon}}, kind: phone_number}}}}
            - {{name: since, data_categories: [user.behavior], dsr_meta: {{label: {{en: Since, da: Fra}}}}}}
        - name: calls
          dsr_meta: {{label: {{en: Calls, da: Opkald}}, time: started}}
          fields:
            - {{name: id, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Record, da: Post}}}}}}
            - name: caller
              data_categories: [user.contact.phone_number]
              fides_meta: {{identity: phone_number, references: [{{dataset: shop, field: lines.number, direction: from}}]}}
              dsr_meta: {{label: {{en: Caller, da: Opkalder}}}}
            - {{name: started, data_categories: [user.behavior], dsr_meta: {{label: {{en: Started, da: Start}}}}}}
            - {{name: note, data_categories: [user.content], dsr_meta: {{label: {{en: Note, da: Notat}}}}}}
            - name: cause
              data_categories: [user.behavior]
              dsr_meta:
                label: {{en: Ended, da: Slut}}
                legend: {{"16": {{en: normally, da: normalt}}, "17": {{en: busy, da: optaget}}, "99": {{en: otherwise, da: andet}}}}
            - {{name: switch, data_categories: [system.operations]}}
        - name: voicemail
          dsr_meta: {{label: {{en: Voicemail, da: Telefonsvarer}}, role: processor, tenant: domain}}
          fields:
            - name: extension
              data_categories: [user.unique_id]
              fides_meta: {{identity: extension}}
              dsr_meta: {{label: {{en: Extension, da: Lokal}}}}
            - {{name: said, data_categories: [user.content], dsr_meta: {{label: {{en: Said, da: Sagt}}}}}}
        - name: odd name/é
          dsr_meta: {{label: {{en: Odd, da: Særlig}}}}
          fields:
            - name: email
              data_categories: [user.contact.email]
              fides_meta: {{identity: email}}
              dsr_meta: {{label: {{en: Email, da: E-mail}}}}
            - {{name: x, data_categories: [user.behavior], dsr_meta: {{label: {{en: X, da: X}}}}}}
  terms: {{purpose: {{en: Selling, da: Salg}}, retention: {{ground: contract, period: P5Y}}, recipients: [Nobody A/S]}}
"""
ARCHIVE = """\
source:
  key: archive
  label: {en: Archive, da: Arkiv}
  connector: manual
  role: controller
  config: {owner_email: archive@fjordtel.example, owner_name: Archive, language: en}
  dataset:
    - fides_key: archive
      collections:
        - name: letters
          dsr_meta: {label: {en: Letters, da: Breve}}
          fields:
            - {name: email, data_categories: [user.content], fides_meta: {identity: email}, dsr_meta: {label: {en: Email, da: E-mail}}}
  terms: {purpose: {en: Selling, da: Salg}, retention: {ground: contract, period: P5Y}, recipients: [Nobody A/S]}
"""


def make(url: str) -> None:
    """The tables and rows, in a database that is there and empty."""
    engine = create_engine(url)
    is_sqlite = engine.dialect.name == "sqlite"
    words = {"bytes": "BLOB", "stamp": "DATETIME", "long": "INTEGER", "photo": "X'00FF'"} if is_sqlite else {
        "bytes": "BYTEA", "stamp": "TIMESTAMP", "long": "BIGINT", "photo": "'\\x00ff'"}
    with engine.begin() as connection:
        for statement in SCHEMA.format(**words).split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
    engine.dispose()


def write_source(folder: Path, url: str, name: str = "shop") -> Path:
    """A folder with one source file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yml").write_text(SOURCE.format(url=url), encoding="utf-8")
    return folder


def write_archive(folder: Path) -> None:
    """Beside the shop: letters on paper, which a person searches."""
    (folder / "archive.yml").write_text(ARCHIVE, encoding="utf-8")
