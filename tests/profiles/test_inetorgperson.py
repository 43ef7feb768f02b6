"""A directory of two companies' people, on a real server: whose an entry is, who is in which group, and what of others stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.profiles.installed import Answered, access, book, source_file
from tests.servers.ldap import SUFFIX, Directory, Entry, a_type

# RFC 4519, 4524, 2798, 2307; RFC 4512 and 4530 for what the server itself writes
CLASSES = {
    "inetOrgPerson": """cn sn userPassword telephoneNumber seeAlso description title x121Address registeredAddress destinationIndicator
        preferredDeliveryMethod telexNumber teletexTerminalIdentifier internationaliSDNNumber facsimileTelephoneNumber street postOfficeBox postalCode
        postalAddress physicalDeliveryOfficeName ou st l audio businessCategory carLicense departmentNumber displayName employeeNumber employeeType
        givenName homePhone homePostalAddress initials jpegPhoto labeledURI mail manager mobile o pager photo roomNumber secretary uid
        userCertificate x500UniqueIdentifier preferredLanguage userSMIMECertificate userPKCS12""",
    "posixAccount and shadowAccount": """uidNumber gidNumber homeDirectory loginShell gecos shadowLastChange shadowMin shadowMax shadowWarning
        shadowInactive shadowExpire shadowFlag""",
    "what else RFC 4524 knows of people": "buildingName co drink host info organizationalStatus personalTitle uniqueIdentifier userClass",
    "what the server writes": """objectClass structuralObjectClass subschemaSubentry entryDN entryUUID entryCSN createTimestamp creatorsName
        modifyTimestamp modifiersName hasSubordinates memberOf pwdChangedTime pwdAccountLockedTime pwdFailureTime pwdHistory pwdGraceUseTime pwdReset
        pwdPolicySubentry authTimestamp pwdLastSuccess"""}
GROUPS = {"groupOfNames": "cn member owner description businessCategory seeAlso o ou", "groupOfUniqueNames": "cn uniqueMember owner description",
          "posixGroup": "cn gidNumber memberUid userPassword description"}
SINGLE = ("displayName", "employeeNumber", "preferredLanguage", "uidNumber", "gidNumber", "homeDirectory", "loginShell", "gecos", "entryUUID",
    "entryDN")
KNOWN_TO_THE_SERVER = ("cn", "mail", "ou", "telephoneNumber", "createTimestamp", "userPassword", "uid", "jpegPhoto", "objectClass")
NORD, SYD = f"ou=nordlys,{SUFFIX}", f"ou=sydkyst,{SUFFIX}"
CAROL = f"uid=carol,{NORD}"
SECRETS = ("{SSHA}sesam", "oldsesam", "groupsesam")


def person(uid: str, base: str, **more: object) -> Entry:
    given = {name: one if isinstance(one, list) else [one] for name, one in more.items()}
    return f"uid={uid},{base}", {"objectClass": ["inetOrgPerson", "person"], "uid": [uid], "cn": ["Carol Holm"], "sn": ["Holm"], **given}  # type: ignore[dict-item]


ENTRIES: list[Entry] = [
    person("carol", NORD, mail=["carol@nordlys.example", "c.holm@nordlys.example"], telephoneNumber="+45 78 77 02 02", employeeNumber="7",
           userPassword=SECRETS[0], pwdHistory=SECRETS[1], jpegPhoto=b"\xff\xd8\xff", manager=f"uid=boss,{NORD}", secretary=f"uid=sec,{NORD}",
           creatorsName=f"cn=admin,{SUFFIX}", homePhone="+45 11 22 33 44"),
    person("carol2", NORD, mail="carol2@nordlys.example", telephoneNumber="+45 78 77 02 0", homePhone="+45 78 77 02 02",
           manager=[f"UID=Carol,OU=nordlys,{SUFFIX.upper()}", f"uid=boss,{NORD}"], secretary=f"uid=boss,{NORD}"),
    person("boss", NORD, mail="boss@nordlys.example", facsimileTelephoneNumber="+45 78 77 02 02", mobile="78 77 03 03", secretary=CAROL),
    person("desk1", NORD, telephoneNumber=["+45 78 77 00 00", "+45 78 77 00 01"]), person("desk2", NORD, telephoneNumber="+4578770000"),
    person("carol", SYD, mail="carol@sydkyst.example", telephoneNumber="+45 78 77 09 09", employeeNumber="7"),
    (f"cn=sales,{NORD}", {"objectClass": ["groupOfNames"], "cn": ["sales"], "owner": [f"uid=boss,{NORD}"],
                          "member": [f"uid=boss,{NORD}", f"UID=carol,{NORD}", f"uid=carol2,{NORD}"]}),
    (f"cn=board,{NORD}", {"objectClass": ["groupOfNames"], "cn": ["board"], "owner": [CAROL, f"uid=sec,{NORD}"], "member": [f"uid=boss,{NORD}"]}),
    (f"cn=choir,{NORD}", {"objectClass": ["groupOfUniqueNames"], "cn": ["choir"], "uniqueMember": [CAROL, f"uid=carol2,{NORD}"]}),
    (f"cn=unix,{NORD}", {"objectClass": ["posixGroup"], "cn": ["unix"], "memberUid": ["carol", "boss"], "userPassword": [SECRETS[2]]}),
    (f"cn=unix2,{NORD}", {"objectClass": ["posixGroup"], "cn": ["unix2"], "memberUid": ["carol2"]}),
    (f"cn=sales,{SYD}", {"objectClass": ["groupOfNames"], "cn": ["south"], "member": [f"uid=carol,{SYD}"]}),
    (f"cn=unix,{SYD}", {"objectClass": ["posixGroup"], "cn": ["southunix"], "memberUid": ["carol"]})]


def types() -> list[str]:
    names = dict.fromkeys(name for words in (*CLASSES.values(), *GROUPS.values()) for name in words.split() if name not in KNOWN_TO_THE_SERVER)
    return [a_type(200 + number, name, more="SINGLE-VALUE " if name in SINGLE else "") for number, name in enumerate(names)]


@pytest.fixture(scope="module")
def server() -> Iterator[Directory]:
    started = Directory()
    units: list[Entry] = [(base, {"objectClass": ["organizationalUnit"]}) for base in (NORD, SYD)]
    classes = [f"( 1.3.6.1.4.1.99999.{number} NAME '{name}' )" for number, name in enumerate(("inetOrgPerson", *GROUPS), 900)]
    started.put([*units, *ENTRIES], types(), classes)
    yield started
    started.stop()


@pytest.fixture
def sources(server: Directory, tmp_path: Path) -> Path:
    """Each company's branch is a source."""
    for name, base in (("nordlys", NORD), ("sydkyst", SYD)):
        source_file(tmp_path / "sources", "inetorgperson", f"{{url: '{server.url}', base: '{base}'}}", key=name, connector="ldap",
                    more=f"tenant: {name}.example")
    return tmp_path / "sources"


def found(sources: Path, *identities: str) -> tuple[Answered, dict[str, list[str]]]:
    """The answer, and the names of all entries in it by collection."""
    answered = access(sources, sources.parent / "out", *identities)
    return answered, {name: answered.keys(name, "dn") for name, rows in answered.rows.items() if rows}


def test_every_attribute_of_its_classes_is_said(server: Directory) -> None:
    (source,) = book("inetorgperson").sources
    said = {one.address.collection: {*one.left_out, *(field.name for field in one.fields)} for one in source.collections()}
    everything = {name for words in CLASSES.values() for name in words.split()}
    assert everything - said["people"] == set()
    for group, collection in (("groupOfNames", "groups"), ("groupOfUniqueNames", "unique_groups"), ("posixGroup", "posix_groups")):
        assert {*GROUPS[group].split()} - said[collection] == set()


@pytest.mark.parametrize("identity", [
    "email=carol@nordlys.example", "email=C.HOLM@nordlys.example", "username=Carol#nordlys.example", "phone_number=+4578770202#nordlys.example",
    "phone_number=+4578770202", "phone_number=+4578770202@2025-07-01T00:00:00+02:00..#nordlys.example", "employee_number=7#nordlys.example"])
def test_a_person_has_their_entry_and_their_groups_and_nobody_elses(sources: Path, identity: str) -> None:
    answered, entries = found(sources, identity)
    assert entries == {"people": [CAROL], "groups": [f"cn=sales,{NORD}"], "unique_groups": [f"cn=choir,{NORD}"], "posix_groups": [f"cn=unix,{NORD}"],
                       "owned_groups": [f"cn=board,{NORD}"], "reports": ["None"], "assists": ["None"]}
    assert answered.status == 0


@pytest.mark.parametrize("identity", [
    "email=dave@nordlys.example", "username=caro#nordlys.example", "phone_number=+457877020", "phone_number=+4511223344",
    "phone_number=+4578770202@..2025-07-01T00:00:00+02:00", "username=boss#sydkyst.example", "employee_number=7#west.example"])
def test_nobody_is_found_by_what_is_not_theirs_now(sources: Path, identity: str) -> None:
    """A stranger, beginnings of a name and of a number, a number at home, one that was given up, a name and a number of other companies."""
    answered, entries = found(sources, identity)
    assert (answered.status, entries) == (0, {})


def test_the_same_user_name_is_another_person_in_another_company(sources: Path) -> None:
    _, entries = found(sources, "username=carol#sydkyst.example")
    assert entries == {"people": [f"uid=carol,{SYD}"], "groups": [f"cn=sales,{SYD}"], "posix_groups": [f"cn=unix,{SYD}"]}


def test_a_number_that_is_shared_finds_who_has_it_for_their_own(sources: Path) -> None:
    """Carol's number at work is one colleague's at home, and another's fax."""
    _, entries = found(sources, "phone_number=+4578770202")
    assert entries["people"] == [CAROL]


def test_a_number_that_several_people_have_finds_none_of_them(sources: Path) -> None:
    """It is counted and withheld; each of them is found by what is their own."""
    answered, entries = found(sources, "phone_number=+4578770000")
    assert entries == {}
    assert {one["address"]: (one["found"], one["withheld"]) for one in answered.response["collections"] if one["found"]} == {"nordlys.people": (2, 2)}
    assert "desk" not in answered.text
    assert found(sources, "phone_number=+4578770001")[1]["people"] == [f"uid=desk1,{NORD}"]


def test_other_people_stay_behind(sources: Path) -> None:
    answered, _ = found(sources, "email=carol@nordlys.example")
    (own,) = answered.rows["people"]
    assert (own["manager"], own["secretary"], own["creatorsName"]) == (None, None, None)
    assert own["mail"] == ["carol@nordlys.example", "c.holm@nordlys.example"]
    assert own["jpegPhoto"] == ["/9j/"]
    assert [row["member"] for row in answered.rows["groups"]] == [[f"UID=carol,{NORD}"]]
    assert [row["owner"] for row in answered.rows["owned_groups"]] == [[CAROL]]
    assert [row["memberUid"] for row in answered.rows["posix_groups"]] == [["carol"]]
    assert answered.rows["reports"] == [{"dn": None, "manager": [f"UID=Carol,OU=nordlys,{SUFFIX.upper()}"]}]
    assert answered.rows["assists"] == [{"dn": None, "secretary": [CAROL]}]
    assert [other for other in ("boss", "uid=sec", "carol2", "sydkyst.example", "cn=admin") if other in answered.text] == []


def test_no_password_is_written_or_even_asked_for(server: Directory, sources: Path) -> None:
    answered, _ = found(sources, "email=carol@nordlys.example")
    assert [word for word in SECRETS if word in answered.text] == []
    asked = {str(name).lower() for search in server.asked() for name in search["attributes"]}
    assert "jpegphoto" in asked
    assert asked & {"userpassword", "pwdhistory", "userpkcs12", "*"} == set()
