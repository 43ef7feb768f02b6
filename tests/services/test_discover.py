"""A database becomes a draft that loads and fits it, starts with people, joins nobody to anybody else, and holds no value of a row."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine, text

from dsr.domain.errors import Misconfigured, SourceError
from dsr.mapping import load_folder
from dsr.services import sources
from dsr.services.discover import Draft, discover
from tests.servers.postgres import Postgres

SCHEMA = """
CREATE TABLE cities (id INTEGER PRIMARY KEY, city VARCHAR(40));
CREATE TABLE addresses (id INTEGER PRIMARY KEY, street VARCHAR(60), city_id INTEGER REFERENCES cities (id));
CREATE TABLE companies (id INTEGER PRIMARY KEY, name VARCHAR(40), street VARCHAR(60), phone_line_id INTEGER);
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(60), mail VARCHAR(80), password VARCHAR(80), is_vip BOOLEAN,
  address_id INTEGER REFERENCES addresses (id), company_id INTEGER REFERENCES companies (id));
CREATE TABLE phone_lines (phone_line_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id));
CREATE TABLE company_calls (company_id INTEGER REFERENCES companies (id), spoken_to VARCHAR(40), caller VARCHAR(20));
CREATE TABLE shops (address_id INTEGER REFERENCES addresses (id));
CREATE TABLE employees (id INTEGER PRIMARY KEY, first_name VARCHAR(60), email VARCHAR(80), boss INTEGER REFERENCES employees (id));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), employee_id INTEGER REFERENCES employees (id),
  amount NUMERIC(9, 2), made {stamp});
CREATE TABLE order_lines (order_id INTEGER, wares VARCHAR(40));
CREATE TABLE zq_vtx (wop VARCHAR(40), kib VARCHAR(40), lum INTEGER, ha VARCHAR(80), net VARCHAR(40));
CREATE TABLE lines (customer_id INTEGER REFERENCES customers (id), number VARCHAR(20), valid_from DATE, valid_to DATE);
CREATE TABLE extensions (number VARCHAR(9), domain VARCHAR(40), spoken VARCHAR(40));
CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR(200));
CREATE TABLE wares (id INTEGER PRIMARY KEY, plan VARCHAR(40));
CREATE TABLE shelves (ware_id INTEGER REFERENCES wares (id), made {stamp});
CREATE TABLE comments (ware_id INTEGER REFERENCES wares (id), comment VARCHAR(40));
CREATE TABLE "yes" ("no" VARCHAR(40), "from: x #" VARCHAR(40), "${{PATH}}" VARCHAR(9));
CREATE TABLE bills (record_id INTEGER PRIMARY KEY, accountno VARCHAR(20));
CREATE TABLE bill_texts (record_id INTEGER PRIMARY KEY, wares VARCHAR(20));
CREATE TABLE nights (customer_id INTEGER, slot INTEGER, PRIMARY KEY (customer_id, slot), FOREIGN KEY (customer_id) REFERENCES customers (id));
CREATE TABLE guests (customer_id INTEGER, slot INTEGER, dish VARCHAR(9), FOREIGN KEY (customer_id, slot) REFERENCES nights (customer_id, slot));
"""
_SHARED = "many people share what is on one side of it"
SENTINEL = "Zzyzx"


def make(url: str) -> None:
    engine = create_engine(url)
    stamp = "DATETIME" if engine.dialect.name == "sqlite" else "TIMESTAMP"
    with engine.begin() as connection:
        for statement in SCHEMA.format(stamp=stamp).split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        for number in range(12):
            given = {"n": number, "m": f"{SENTINEL}{number}@nordlys.example", "p": f"{SENTINEL}-{number}", "t": f"+45 31 22 77 {number:02}",
                     "h": "$2b$12$" + "q" * 51 + f"{number:02}", "e": 1_760_000_000 + number, "d": f"2026-01-{number + 1:02} 10:00:00",
                     "i": f"192.0.2.{number}"}
            for statement in (
                    "INSERT INTO customers VALUES (:n, :p, :m, :p, NULL, NULL, NULL)", "INSERT INTO employees VALUES (:n, :p, :m, :n)",
                    "INSERT INTO orders VALUES (:n, :n, :n, 7, :d)", "INSERT INTO order_lines VALUES (:n, :p)",
                    "INSERT INTO zq_vtx VALUES (:t, :m, :e, :h, :i)", "INSERT INTO lines (customer_id, number) VALUES (:n, :t)",
                    "INSERT INTO extensions VALUES (:n, 'nordlys.example', :p)", "INSERT INTO notes VALUES (:n, :p)"):
                connection.execute(text(statement), given)
    engine.dispose()


@cache
def in_postgres(server: Postgres) -> str:
    url = server.create_database("drafted")
    make(url)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return in_postgres(request.getfixturevalue("postgres"))
    make(f"sqlite:///{tmp_path / 'drafted.sqlite'}")
    return f"sqlite:///{tmp_path / 'drafted.sqlite'}"


def collections(draft: Draft) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in yaml.safe_load(draft.text)["source"]["dataset"][0]["collections"]}


def fields(draft: Draft, table: str) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in collections(draft)[table]["fields"]}  # type: ignore[attr-defined]


def test_a_draft_loads_and_fits(url: str, tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "drafted.yml").write_text(discover(url).text, encoding="utf-8")
    book = load_folder(tmp_path / "drafts", {"DRAFTED_URL": url})
    assert book.warnings == ()
    assert sources.check(book).faults == ()


def test_people_are_started_with_and_others_by_what_they_know(url: str) -> None:
    assert discover(url).paths.identities == {
        ("customers", "mail"): "email", ("employees", "email"): "email", ("zq_vtx", "kib"): "email", ("extensions", "number"): "extension",
        ("bills", "accountno"): "account", ("company_calls", "caller"): "phone_number"}


def test_columns_are_known_by_their_values(url: str) -> None:
    found = fields(discover(url), "zq_vtx")
    assert {name: field["data_categories"] for name, field in found.items() if name != "ha"} == {
        "wop": ["user.contact.phone_number"], "kib": ["user.contact.email"], "lum": ["user.behavior"], "net": ["user.device.ip_address"]}
    assert {name: field["dsr_meta"].get("kind") for name, field in found.items()} == {  # type: ignore[attr-defined]
        "wop": "phone_number", "kib": None, "lum": None, "net": "ip", "ha": None}


def test_secrets_are_said_and_not_collected(url: str) -> None:
    draft = discover(url)
    for table, column in (("customers", "password"), ("zq_vtx", "ha")):
        field = fields(draft, table)[column]
        assert (field["dsr_meta"]["secret"], "data_categories" in field) == (True, False)  # type: ignore[index]
        assert f"- name: {column}  # secret: never collected, " in draft.text


def test_joins_lead_from_a_person_to_what_is_theirs_and_no_further(url: str) -> None:
    draft = discover(url)
    live = {(join.table, join.columns, join.to_table, join.to_columns) for join in draft.paths.joins if not join.off}
    assert live == {
        ("orders", ("customer_id",), "customers", ("id",)), ("order_lines", ("order_id",), "orders", ("id",)),
        ("lines", ("customer_id",), "customers", ("id",)),
        ("phone_lines", ("customer_id",), "customers", ("id",)), ("nights", ("customer_id",), "customers", ("id",)),
        ("guests", ("customer_id", "slot"), "nights", ("customer_id", "slot")), ("shelves", ("ware_id",), "wares", ("id",)),
        ("customers", ("address_id",), "addresses", ("id",)), ("addresses", ("city_id",), "cities", ("id",))}
    assert {(join.table, join.columns[0]): join.off for join in draft.paths.joins if join.off} == {
        ("employees", "boss"): "it leads from one row to other people's", ("orders", "employee_id"): "its rows are tied to people in another way",
        ("comments", "ware_id"): "one of the two is left out", ("shops", "address_id"): "what it refers to may be shared by others",
        ("customers", "company_id"): _SHARED,
        ("companies", "phone_line_id"): _SHARED, ("company_calls", "company_id"): _SHARED}
    assert [join.table for join in draft.paths.joins if join.is_onward] == ["addresses", "customers"]
    assert fields(draft, "orders")["customer_id"]["fides_meta"]["references"] == [  # type: ignore[index]
        {"dataset": "drafted", "field": "customers.id", "direction": "from"}]
    assert collections(draft)["guests"]["dsr_meta"]["composite"] == [["customer_id", "slot"]]  # type: ignore[index]


def test_what_narrows_a_search_is_guessed(url: str) -> None:
    found = collections(discover(url))
    meta = {name: {key: value for key, value in one["dsr_meta"].items() if key != "label"} for name, one in found.items()}  # type: ignore[attr-defined]
    assert meta["zq_vtx"] == {"time": {"column": "lum", "written": "epoch_s"}}
    assert meta["lines"] == {"valid": {"from": "valid_from", "to": "valid_to"}}
    assert meta["extensions"] == {"tenant": "domain"}
    assert meta["customers"] == {}


def test_what_nothing_leads_to_is_left_out_and_said(url: str) -> None:
    draft = discover(url)
    assert draft.paths.unreached == {"notes", "comments", "companies"}
    assert fields(draft, "shelves")["made"]["data_categories"] == ["system.operations"]
    assert collections(draft)["notes"]["fides_meta"] == {"skip_processing": True}
    assert fields(draft, "wares")["plan"]["data_categories"] == ["system.operations"]


def test_names_that_mean_something_to_yaml(url: str) -> None:
    draft = discover(url)
    assert list(fields(draft, "yes")) == ["no", "from: x #"]
    assert '# the column "${PATH}" cannot be drafted' in draft.text


def test_the_country_of_most_numbers_is_offered(url: str) -> None:
    assert "\n  country: DK  # most telephone numbers" in discover(url).text
    assert "\n  country: SE  #" in discover(url, country="SE").text


def test_no_value_and_no_address_is_in_it(url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    draft = discover(url)
    said = capfd.readouterr()
    for one in (draft.text, said.out, said.err, repr(draft), *(repr(one.cells) for one in draft.judged)):
        assert [value for value in (SENTINEL, "nordlys", "+45", "31 22", "192.0.2", "$2b", str(tmp_path), "postgres@") if value in one] == []
    assert os.listdir(tmp_path / "t") == []


def test_a_database_that_does_not_answer_says_nothing_of_its_address() -> None:
    with pytest.raises(SourceError) as failed:
        discover("postgresql://dsr:hunter2@127.0.0.1:1/gone")
    assert "hunter2" not in str(failed.value)
    with pytest.raises(Misconfigured) as wrong:
        discover("hunter2")
    assert "hunter2" not in str(wrong.value)


def test_an_empty_database_is_no_draft(tmp_path: Path) -> None:
    create_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}").connect().close()
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(Misconfigured, match="shows no table"):
        discover(f"sqlite:///{tmp_path / 'empty.sqlite'}")


def test_a_view_that_cannot_be_read_is_drafted_by_its_names(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'views.sqlite'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (email TEXT)"))
        connection.execute(text("CREATE VIEW user_names AS SELECT email, abs(-9223372036854775808) AS x FROM users"))
        connection.execute(text("INSERT INTO users VALUES ('carol@nordlys.example')"))
    engine.dispose()
    draft = discover(url)
    assert draft.unread == ("user_names",)
    assert fields(draft, "user_names")["email"]["data_categories"] == ["user.contact.email"]
