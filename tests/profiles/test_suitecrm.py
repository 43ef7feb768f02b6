"""SuiteCRM: addresses and numbers that several people share, leads that became contacts, what is only hidden, and the history of it all."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.profiles.installed import HERE, Answered, access, database, source_file, unsaid
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.xdist_group("suitecrm")
Ask = Callable[..., Answered]
SCRIPTS = (HERE / "suitecrm_schema.sql", HERE / "suitecrm_rows.sql")
MORE = "timezone: UTC"

JULY = "2025-07-01T00:00:00+02:00"
PEOPLE = {
    "soren": ("email=Soren.OBrien@nordlys.example",), "soren at home": ("email=soren@home.example",), "soren by record": ("crm_id=c1",),
    "soren by mobile": ("phone_number=+4542110201",), "soren by number": ("phone_number=+4578770201@2024-01-01T00:00:00+01:00..",),
    "mette": ("email=mette@nordlys.example",),
    "mette by number": (f"phone_number=+4578770202@..{JULY}",), "jens by number": (f"phone_number=+4578770202@{JULY}..",),
    "jens": ("email=jens@nordlys.example", f"phone_number=+4578770202@{JULY}.."), "namesake": ("phone_number=+4578880201",),
    "deleted": ("email=aase@ny.example",), "shorter": ("phone_number=+4681234567",), "shared": ("email=info@firma.example",),
    "shared, and a mobile": ("email=info@firma.example", "phone_number=+4542110206"), "main number": ("phone_number=+4570101010",),
    "successor": ("email=salg@firma.example",), "contact and another lead": ("email=deling@firma.example",),
    "company": ("email=post@nordlys.example",),
    "lead": ("phone_number=+4542110222",), "nobody": ("email=obrien@nordlys.example", "phone_number=+4578770209", "crm_id=k1")}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgres":
        return database(cast(Postgres, request.getfixturevalue("postgres")).create_database("suitecrm"), *SCRIPTS)
    return database(f"sqlite:///{tmp_path_factory.mktemp('suitecrm') / 'crm.sqlite'}", *SCRIPTS)


@pytest.fixture(scope="module")
def ask(url: str, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The answer to one of the people; each is asked for once."""
    folder = tmp_path_factory.mktemp("asked")
    sources = source_file(folder / "sources", "suitecrm", f"{{url: '{url}'}}", more=MORE)
    asked: dict[str, Answered] = {}

    def of(who: str) -> Answered:
        if who not in asked:
            asked[who] = access(sources, folder / who, *PEOPLE[who])
        return asked[who]

    return of


def found(answered: Answered) -> dict[str, list[str]]:
    """The keys of all rows that are shown."""
    return {name: sorted((str(row.get("id") or TEXTS[row["description"]]) for row in rows), key=lambda key: (len(key), key))
            for name, rows in answered.rows.items() if rows}


TEXTS = {"Dear Søren": "i1", "Dear Mette": "i2"}   # a mail's text is told without the mail's own number


def test_every_column_is_mapped_secret_or_left_out(url: str) -> None:
    assert unsaid(url, "suitecrm") == []


SOREN = {
    "contacts": ["c1"], "contacts_audit": ["h1", "h2"], "leads": ["l1"], "leads_audit": ["h4"], "contact_addresses": ["r1", "r2"],
    "lead_addresses": ["r3"],
    "email_addresses": ["e1", "e2"], "email_addresses_audit": ["h8"], "accounts_contacts": ["m1"], "accounts": ["a1"], "calls_contacts": ["p1"],
    "calls": ["k1", "k2", "k4"], "contacts_cases": ["t1", "t2"], "cases": ["s1", "s2"], "cases_audit": ["h6"], "aop_case_updates": ["u1", "u2", "u3"],
    "aop_case_updates_audit": ["h10"], "notes": ["n1", "n2", "n3"], "meetings_contacts": ["v1"], "meetings": ["g1"], "tasks": ["w1", "w2"],
    "emails_of_contacts": ["j1"], "emails": ["i1"], "emails_text": ["i1"]}
METTE = {
    "contacts": ["c2"], "contacts_audit": ["h3"], "contact_addresses": ["r4", "r13"], "email_addresses": ["e3", "e8"],
    "email_addresses_audit": ["h9"],
    "accounts_contacts": ["m2"], "accounts": ["a1"], "calls_contacts": ["p3"], "calls": ["k3"], "contacts_cases": ["t3"], "cases": ["s2"],
    "aop_case_updates": ["u3", "u4"], "aop_case_updates_audit": ["h11"], "notes": ["n5"], "meetings_contacts": ["v2"], "meetings": ["g2"],
    "emails_of_contacts": ["j2"], "emails": ["i2"], "emails_text": ["i2"]}
EXPECTED = {
    **dict.fromkeys(("soren", "soren at home", "soren by mobile", "soren by number", "soren by record"), SOREN),
    "mette": METTE, "mette by number": METTE,
    "jens by number": {},   # Mette's old record says the number too: nobody can tell them apart by it
    "jens": {"contacts": ["c3"], "contact_addresses": ["r5"], "email_addresses": ["e4"]},
    "namesake": {"contacts": ["c4"], "accounts_contacts": ["m4"], "accounts": ["a2"]},
    "deleted": (deleted := {"contacts": ["c5"], "contact_addresses": ["r6"], "email_addresses": ["e5"]}), "shorter": deleted,
    "shared": {"email_addresses": ["e6"]}, "contact and another lead": {"email_addresses": ["e9"]}, "company": {"email_addresses": ["e8"]},
    "shared, and a mobile": {"contacts": ["c6"], "contact_addresses": ["r7", "r14"], "email_addresses": ["e6", "e9"]}, "main number": {},
    "successor": {"contacts": ["c9"], "contact_addresses": ["r11"], "email_addresses": ["e7"]},
    "lead": {"leads": ["l2"], "leads_audit": ["h5"], "calls_leads": ["p6"], "calls": ["k6"], "meetings_leads": ["v3"],
             "meetings": ["g2"]}, "nobody": {}}
SHARED = {"jens by number": 1, "jens": 1, "shared": 3, "shared, and a mobile": 3, "main number": 2, "contact and another lead": 2, "company": 2}


@pytest.mark.parametrize("who", EXPECTED)
def test_everybody_gets_exactly_their_rows(ask: Ask, who: str) -> None:
    assert found(ask(who)) == EXPECTED[who]


@pytest.mark.parametrize("who", SHARED)
def test_what_several_share_is_counted_and_not_followed(ask: Ask, who: str) -> None:
    counted = {one["address"]: one["found"] for one in ask(who).response["collections"] if one["reasons"] == ["shared_line"]}
    assert max(counted.values()) == SHARED[who]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_secret_and_nobody_elses_name_is_written(ask: Ask, who: str) -> None:
    assert "SECRET" not in ask(who).text
    assert "Hemmelig" not in ask(who).text      # an assistant, who recommended a lead, and both in the history
    assert "78 77 02 09" not in ask(who).text


def test_what_is_hidden_in_the_program_is_told(ask: Ask) -> None:
    assert [row["deleted"] for row in ask("deleted").rows["contacts"]] == [1]
    assert {row["id"]: row["deleted"] for row in ask("soren").rows["calls"]} == {"k1": 0, "k2": 1, "k4": 0}


def test_history_keeps_the_persons_old_values(ask: Ask) -> None:
    rows = {row["id"]: (row["before_value_string"], row["after_value_string"]) for row in ask("soren").rows["contacts_audit"]}
    assert rows == {"h1": ("78770299", "78770201"), "h2": (None, None)}


def test_nobody_of_the_same_number_name_or_company_is_in_the_answer(ask: Ask) -> None:
    for who, others in (("soren", ("Mette", "Jens", "sydhavn", "Invoice")), ("mette", ("Jens", "crackles", "Sydhavn", "Invoice by")),
                        ("jens", ("Mette", "Søren", "Sydhavn")), ("namesake", ("Mette", "nordlys")), ("successor", ("Old",)), ("shared", ("Lund",))):
        for somebody in others:
            assert somebody not in ask(who).text, (who, somebody)
