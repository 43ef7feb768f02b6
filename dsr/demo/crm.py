"""The customer register of the demo's world, in SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from dsr.demo.people import HAVBLIK, NORDLYS, World, midnight

SCHEMA = """
create table companies (id integer primary key, name varchar(200) not null, cvr_number varchar(8), city varchar(80), customer_since date,
  exchange varchar(120));
create table contacts (id integer primary key, company_id integer not null references companies(id), full_name varchar(200) not null,
  email varchar(254) not null, job_title varchar(80), desk_phone varchar(32), language varchar(2), newsletter integer,
  created_at datetime, note text);
create table number_assignments (id integer primary key, contact_id integer not null references contacts(id), number varchar(32) not null,
  exchange varchar(120), valid_from datetime not null, valid_to datetime, plan varchar(1));
create table tickets (id integer primary key, contact_id integer not null references contacts(id), opened_at datetime, subject varchar(200),
  body text, status varchar(10));
create index contacts_email on contacts (email);
create index number_assignments_contact on number_assignments (contact_id);
create index number_assignments_number on number_assignments (number);
create index tickets_contact on tickets (contact_id);
"""
TICKETS = (
    (1, 400, "Ingen forbindelse på 1. sal", "Telefonen på 1. sal mister forbindelsen, når jeg går ned ad trappen.", "done"),
    (1, 210, "=SUM(A1:A9) i fakturaen", "Der står «=SUM(A1:A9)» på side 2 i stedet for et beløb. <para>Er det en fejl?</para>", "done"),
    (1, 12, "Viderestilling virker ikke", "Kald til mit lokalnummer ender hos en kollega.", "open"),
    (2, 300, "Nyt nummer", "Vi vil gerne have nye numre til sommer.", "done"),
    (3, 33, "Voicemail in English", "Could the greeting be in English?", "open"),
)


def build(path: Path, world: World) -> None:
    """Make and fill the file."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(SCHEMA)
        db.executemany("insert into companies values (?,?,?,?,?,?)", [
            (NORDLYS.id, NORDLYS.name, "10203040", NORDLYS.city, "2019-02-01", NORDLYS.domain),
            (HAVBLIK.id, HAVBLIK.name, "50607080", HAVBLIK.city, "2021-09-15", HAVBLIK.domain)])
        db.executemany("insert into contacts values (?,?,?,?,?,?,?,?,?,?)", [
            (one.id, one.company.id, one.name, one.email, one.title, one.numbers[0].number, one.language, one.id % 2,
             midnight(one.numbers[0].start), one.note) for one in world.people])
        db.executemany("insert into number_assignments (contact_id, number, exchange, valid_from, valid_to, plan) values (?,?,?,?,?,?)", [
            (one.id, held.number, one.company.domain, midnight(held.start), midnight(held.end) if held.end else None, held.plan)
            for one in world.people for held in one.numbers])
        db.executemany("insert into tickets (contact_id, opened_at, subject, body, status) values (?,?,?,?,?)", [
            (who, midnight(world.today - timedelta(days=ago)).replace("00:00:00", "09:41:07"), subject, body, status)
            for who, ago, subject, body, status in TICKETS])
