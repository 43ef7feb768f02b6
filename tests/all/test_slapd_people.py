"""The profile of people against a real OpenLDAP with its own schema: names of entries written in other ways, numbers with signs between.

Needs the Debian package slapd. Needs the Debian package ldap-utils.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.profiles.installed import access, source_file
from tests.servers.ldap import SUFFIX, Entry
from tests.servers.slapd import PEOPLE, Slapd

NORD = f"ou=nordlys,{SUFFIX}"
ENTRIES: list[Entry] = [
    (SUFFIX, {"objectClass": ["dcObject", "organization"], "dc": ["example"], "o": ["Example"]}),
    (NORD, {"objectClass": ["organizationalUnit"], "ou": ["nordlys"]}),
    (f"cn=Holm\\, Carol,{NORD}", {
        "objectClass": ["inetOrgPerson", "posixAccount"], "cn": ["Holm, Carol"], "sn": ["Holm"], "uid": ["carol"], "mail": ["Carol@nordlys.example"],
        "telephoneNumber": ["+45 78-77 02 02"], "uidNumber": ["7"], "gidNumber": ["7"], "homeDirectory": ["/home/carol"], "userPassword": ["sesam"],
        "manager": [f"cn=Boss,{NORD}"]}),
    (f"cn=Boss,{NORD}", {"objectClass": ["inetOrgPerson"], "cn": ["Boss"], "sn": ["Boss"], "uid": ["boss"],
                         "secretary": [f"CN=Holm\\2C Carol,  OU=Nordlys, {SUFFIX.upper()}"]}),
    (f"cn=sales,{NORD}", {"objectClass": ["groupOfNames"], "cn": ["sales"], "member": [f"CN=holm\\, carol, ou=NORDLYS,{SUFFIX}", f"cn=Boss,{NORD}"]}),
    (f"cn=choir,{NORD}", {"objectClass": ["groupOfUniqueNames"], "cn": ["choir"], "uniqueMember": [f"cn=Holm\\2c Carol,{NORD}"]}),
    (f"cn=unix,{NORD}", {"objectClass": ["posixGroup"], "cn": ["unix"], "gidNumber": ["7"], "memberUid": ["carol", "boss"]})]


@pytest.fixture(scope="module")
def server() -> Iterator[Slapd]:
    started = Slapd(PEOPLE)
    started.put(ENTRIES)
    yield started
    started.stop()


@pytest.mark.parametrize("identity", ["email=carol@nordlys.example", "username=CAROL#nordlys.example", "phone_number=+4578770202"])
def test_a_person_has_their_entry_and_groups_however_these_name_them(server: Slapd, tmp_path: Path, identity: str) -> None:
    sources = source_file(tmp_path / "sources", "inetorgperson", f"{{url: '{server.url}', base: '{NORD}'}}", key="directory", connector="ldap",
                          more="tenant: nordlys.example")
    answered = access(sources, tmp_path / "out", identity)
    assert {name: len(rows) for name, rows in answered.rows.items() if rows} == {
        "people": 1, "assists": 1, "groups": 1, "unique_groups": 1, "posix_groups": 1}
    assert answered.rows["people"][0]["entryUUID"]
    assert (answered.status, [word for word in ("sesam", "Boss", "boss") if word in answered.text]) == (0, [])
