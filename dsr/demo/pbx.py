"""The telephone system of the demo's world, in SQLite: tables and columns as FusionPBX names them, those a small site uses.

Like the product it has no foreign keys; domain_uuid is the tenant of every table.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from dsr.demo.people import Person, World, midnight

DAYS = 60          # how far back the telephone system itself keeps calls; older ones are in the archive only
ZONE = ZoneInfo("Europe/Copenhagen")
SCHEMA = """
create table v_domains (domain_uuid varchar(36) primary key, domain_name text, domain_enabled text, domain_description text);
create table v_users (user_uuid varchar(36) primary key, domain_uuid varchar(36), contact_uuid varchar(36), username text, password text,
  user_email text, user_status text, api_key text, user_enabled text, add_date text);
create table v_extensions (extension_uuid varchar(36) primary key, domain_uuid varchar(36), extension text, password text, accountcode text,
  effective_caller_id_name text, effective_caller_id_number text, outbound_caller_id_name text, outbound_caller_id_number text,
  directory_first_name text, directory_last_name text, user_context text, do_not_disturb text, forward_all_destination text, enabled text,
  description text);
create table v_extension_users (extension_user_uuid varchar(36) primary key, domain_uuid varchar(36), extension_uuid varchar(36),
  user_uuid varchar(36));
create table v_xml_cdr (xml_cdr_uuid varchar(36) primary key, domain_uuid varchar(36), extension_uuid varchar(36), domain_name text, direction text,
  caller_id_name text, caller_id_number text, destination_number text, start_epoch numeric, start_stamp datetime, end_stamp datetime,
  duration integer, billsec integer, missed_call text, hangup_cause text);
create table v_voicemails (voicemail_uuid varchar(36) primary key, domain_uuid varchar(36), voicemail_id text, voicemail_password text,
  voicemail_mail_to text, voicemail_enabled text);
create table v_voicemail_messages (voicemail_message_uuid varchar(36) primary key, domain_uuid varchar(36), voicemail_uuid varchar(36),
  created_epoch numeric, caller_id_name text, caller_id_number text, message_length integer, message_status text, message_transcription text);
create index v_xml_cdr_extension on v_xml_cdr (extension_uuid);
create index v_voicemails_box on v_voicemails (voicemail_id);
create index v_voicemail_messages_box on v_voicemail_messages (voicemail_uuid);
"""
CALLERS = (("VÆRFTET", "+4533661234"), ("Familielægen Østerbro", "33661235"), ("Ukendt", "004586112233"), ("Skipper & Søn", "+46 8 123 456 00"))
SAID = ("Hej, det er Anne. Ring lige tilbage.", "Pakken står i skuret.", "Vi ses klokken 8, hilsen Ole.")


def build(path: Path, world: World) -> None:
    """Make and fill the file."""
    draw = random.Random(11)
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(SCHEMA)
        for company in {one.company.uuid: one.company for one in world.people}.values():
            db.execute("insert into v_domains values (?,?,?,?)", (company.uuid, company.domain, "true", company.name))
        for person in world.people:
            _person(db, person, draw)
            db.executemany("insert into v_xml_cdr values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", list(_calls(person, world.today, draw)))


def _person(db: sqlite3.Connection, one: Person, draw: random.Random) -> None:
    tenant, first, last = one.company.uuid, one.name.split()[0], one.name.split()[-1]
    box = _uuid(draw)
    outside = one.numbers[-1].number
    db.execute("insert into v_users values (?,?,?,?,?,?,?,?,?,?)", (
        one.user_uuid, tenant, _uuid(draw), one.email.split("@")[0].lower(), "$2y$10$hidden", one.email.lower(), "Available", None, "true",
        midnight(one.numbers[0].start)))
    db.execute("insert into v_extensions values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", (
        one.extension_uuid, tenant, one.extension, "hidden", one.company.domain, one.name, one.extension, one.company.name, outside, first, last,
        one.company.domain, "false", None, "true", one.title))
    db.execute("insert into v_extension_users values (?,?,?,?)", (_uuid(draw), tenant, one.extension_uuid, one.user_uuid))
    db.execute("insert into v_voicemails values (?,?,?,?,?,?)", (box, tenant, one.extension, "hidden", one.email.lower(), "true"))
    for number in range(2):
        name, caller = draw.choice(CALLERS)
        db.execute("insert into v_voicemail_messages values (?,?,?,?,?,?,?,?,?)", (
            _uuid(draw), tenant, box, 1_700_000_000 + one.id * 86_400 + number * 3_600, name, caller, 9 + number * 7, "saved", draw.choice(SAID)))


def _calls(one: Person, today: date, draw: random.Random) -> Iterator[tuple[object, ...]]:
    """A few calls on working days, in both directions."""
    for ago in range(DAYS, 0, -1):
        day = today - timedelta(days=ago)
        if day.weekday() > 4 or draw.random() < 0.4:
            continue
        name, other = draw.choice(CALLERS)
        is_out = draw.random() < 0.5
        start = datetime.combine(day, time(8)) + timedelta(seconds=draw.randrange(8 * 3600))
        talked = 0 if draw.random() < 0.2 else draw.randrange(5, 1500)
        rung = talked + draw.randrange(3, 20)
        cause = "NORMAL_CLEARING" if talked else draw.choice(("NO_ANSWER", "USER_BUSY", "ORIGINATOR_CANCEL"))
        yield (_uuid(draw), one.company.uuid, one.extension_uuid, one.company.domain, "outbound" if is_out else "inbound",
               one.name if is_out else name, one.extension if is_out else other, other if is_out else one.extension,
               int(start.replace(tzinfo=ZONE).timestamp()), start.isoformat(sep=" "), (start + timedelta(seconds=rung)).isoformat(sep=" "), rung,
               talked, "false" if talked or is_out else "true", cause)


def _uuid(draw: random.Random) -> str:
    return str(UUID(int=draw.getrandbits(128), version=4))
