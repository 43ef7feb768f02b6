"""A directory that is not as it should be, or does not want to: one of the three errors, without a value in it, and never fewer rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsr.connectors.base import Query
from dsr.connectors.registry import connect
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused, SourceUnavailable
from tests.connectors.asking import by, collected, opened
from tests.connectors.shelves import Row
from tests.servers.ldap import ACCOUNT, PASSWORD, SUFFIX, Directory

PEOPLE = f"ou=people,{SUFFIX}"
SECRET = "Carol-Secret"


@pytest.fixture(scope="module")
def server() -> Iterator[Directory]:
    directory = Directory()
    directory.put([(f"uid=u{number},{PEOPLE}", {"objectClass": ["person"], "uid": [f"u{number}"], "cn": ["Ada"], "mail": ["ada@x.example"],
                                               "userPassword": [SECRET]}) for number in range(10)])
    yield directory
    directory.stop()


@pytest.fixture(autouse=True)
def well_mannered(server: Directory) -> Iterator[None]:
    yield
    server.manner()


def a_source(server: Directory, at: dict[str, Any] | None = None, **config: Any) -> Source:
    fields = tuple(Field(name) for name in ("dn", "uid", "cn", "mail"))
    collection = Collection(Address("d", "people"), fields, location={"base": PEOPLE, **(at or {})})
    given = {"url": server.tls_url, "ca_file": server.ca_file, "bind_dn": ACCOUNT, "password": PASSWORD, **config}
    return Source("directory", "ldap", {name: value for name, value in given.items() if value is not None}, (Dataset("d", (collection,)),))


def found(server: Directory, *columns: str, at: dict[str, Any] | None = None, by_field: str = "cn", **config: Any) -> list[Row]:
    source = a_source(server, at, **config)
    return collected(source, next(source.collections()), columns or ("uid",), by(by_field, "Ada"))


def told(error: pytest.ExceptionInfo[SourceError], says: str) -> None:
    assert says in str(error.value)
    assert SECRET not in str(error.value)
    assert PASSWORD not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__, "the library's own words would be in the log"


@pytest.mark.parametrize(("result", "kind", "says"), [
    (3, SourceUnavailable, "limit of time"), (4, SourceRefused, "limit of size"), (11, SourceRefused, "administrative limit"),
    (10, SourceMisconfigured, "on another server"), (50, SourceRefused, "may not do this"), (51, SourceUnavailable, "busy"),
    (52, SourceUnavailable, "unavailable"), (53, SourceRefused, "unwillingToPerform"), (34, SourceMisconfigured, "no name of an entry"),
    (12, SourceMisconfigured, "unavailableCriticalExtension"), (80, SourceUnavailable, "other"), (13, SourceMisconfigured, "encrypted")])
def test_what_the_server_says_no_with_is_one_of_three_errors(server: Directory, result: int, kind: type[SourceError], says: str) -> None:
    server.manner(result=result, cut_after=3)
    with pytest.raises(kind) as error:
        found(server)
    told(error, says)


def test_an_answer_that_is_broken_off_is_unavailable_and_the_next_is_whole(server: Directory) -> None:
    source = a_source(server)
    collection = next(source.collections())
    with opened(source) as connector:
        server.manner(slam=True)
        with pytest.raises(SourceUnavailable) as error:
            list(connector.collect(Query(collection, ("uid",), (by("cn", "Ada"),))))
        told(error, "broke off")
        server.manner()
        assert sum(len(batch.rows) for batch in connector.collect(Query(collection, ("uid",), (by("cn", "Ada"),)))) == 10


def test_a_server_that_does_not_answer_is_not_waited_for(server: Directory) -> None:
    server.manner(silent=True)
    with pytest.raises(SourceUnavailable) as error:
        found(server, timeout_s=1)
    told(error, "broke off")


def test_a_referral_is_never_followed_and_never_passed_over_in_silence(server: Directory) -> None:
    server.manner(referral=f"ldap://{SECRET}.example/dc=elsewhere")
    with pytest.raises(SourceMisconfigured) as error:
        found(server)
    told(error, "on another server (referral)")
    assert len(found(server, ignore_referrals=True)) == 10


def test_a_part_of_an_attribute_is_not_taken_for_the_whole(server: Directory) -> None:
    server.manner(option=";range=0-1499")
    with pytest.raises(SourceMisconfigured) as error:
        found(server, "uid", "mail")
    told(error, "cannot be read whole")


def test_values_with_an_option_belong_to_their_attribute(server: Directory) -> None:
    server.manner(option=";x-work")
    assert found(server, "uid", "mail")[0] == ("u0", ["ada@x.example"])


@pytest.mark.parametrize(("config", "kind", "says"), [
    ({"password": "wr0ng"}, SourceRefused, "does not accept the account or its password"),
    ({"password": None}, SourceMisconfigured, "go together"), ({"password": ""}, SourceMisconfigured, "go together"),
    ({"url": None}, SourceMisconfigured, "no url"), ({"url": "ldap://ldap.example"}, SourceMisconfigured, "not encrypted"),
    ({"url": "http://127.0.0.1"}, SourceMisconfigured, "ldaps://host"), ({"url": "ldaps://h:port"}, SourceMisconfigured, "cannot be read"),
    ({"starttls": True}, SourceMisconfigured, "from the beginning"), ({"starttls": "perhaps"}, SourceMisconfigured, "true or false"),
    ({"page_size": "0"}, SourceMisconfigured, "page_size"), ({"page_size": "all"}, SourceMisconfigured, "page_size"),
    ({"timeout_s": "soon"}, SourceMisconfigured, "timeout_s"), ({"ca_file": "/nowhere.pem"}, SourceMisconfigured, "ca_file is not there"),
    ({"ca_file": __file__}, SourceMisconfigured, "no certificates"), ({"ca_file": None}, SourceMisconfigured, "signed by none who is trusted"),
    ({"url": "ldaps://127.0.0.1:1"}, SourceUnavailable, "cannot be reached")])
def test_a_config_that_does_not_fit_is_told(server: Directory, config: dict[str, Any], kind: type[SourceError], says: str) -> None:
    with pytest.raises(kind) as error:
        found(server, **config)
    told(error, says)
    assert "wr0ng" not in str(error.value)


@pytest.mark.parametrize(("at", "says"), [
    ({"base": f"ou=poeple,{SUFFIX}"}, f"did you mean '{PEOPLE}'"), ({"base": "dc=exampel,dc=dk"}, f"did you mean '{SUFFIX}'"),
    ({"base": ""}, "no place"),
    ({"object_classes": ["persno"]}, "no object class 'persno'; did you mean 'person'"), ({"filter": "cn=x"}, "no filter"),
    ({"filter": "(&(cn=x)"}, "no filter"), ({"filter": "(!(comonName=x))"}, "no attribute 'comonName'; did you mean 'commonName'")])
def test_a_place_that_does_not_fit_is_told(server: Directory, at: dict[str, Any], says: str) -> None:
    with pytest.raises(SourceMisconfigured) as error:
        found(server, at=at)
    told(error, says)


@pytest.mark.parametrize("field", ["jpegPhoto", "dn"])
def test_what_no_filter_can_find_is_told(server: Directory, field: str) -> None:
    with pytest.raises(SourceMisconfigured, match="cannot"):
        found(server, by_field=field)


def test_a_server_that_hides_its_schema_is_refused(server: Directory, tmp_path: Path) -> None:
    entries = server.folder / "entries.jsonl"
    kept = entries.read_bytes()
    entries.write_bytes(b"".join(line for line in kept.splitlines(keepends=True) if b"cn=Subschema" not in line[:20]))
    try:
        with pytest.raises((SourceRefused, SourceMisconfigured)):
            found(server)
    finally:
        entries.write_bytes(kept)


def test_starttls_is_spoken_before_anything_else(server: Directory) -> None:
    assert len(found(server, url=server.url, starttls=True)) == 10
    server.manner(no_starttls=True)
    with pytest.raises(SourceMisconfigured) as error:
        found(server, url=server.url, starttls="true")
    told(error, "does not offer starttls")


def test_without_encryption_only_this_machine_is_asked(server: Directory) -> None:
    assert len(found(server, url=server.url, bind_dn=None, password=None)) == 10
    with opened(a_source(server, url=server.url, allow_plain=True)) as connector:
        connector.probe()


@pytest.mark.parametrize(("host", "days", "says"), [("ldap.example", 30, "is for another"), ("127.0.0.1", -1, "is not valid any more")])
def test_a_certificate_that_does_not_fit_is_told(host: str, days: int, says: str) -> None:
    other = Directory(host=host, days=days)
    try:
        for config in ({}, {"url": other.url, "starttls": True}):
            with pytest.raises(SourceMisconfigured) as error:
                found(other, **config)
            told(error, f"certificate {says}")
    finally:
        other.stop()


def test_only_what_is_asked_for_comes_over_the_wire(server: Directory) -> None:
    assert len(found(server, "dn", "uid", by_field="cn")) == 10
    asked = server.asked()[-1]
    assert sorted(asked["attributes"]) == ["cn", "uid"]
    assert asked["deref"] == 0, "aliases are not followed"
    assert asked["time_limit"] == 60
    assert all("userpassword" not in str(one["attributes"]).lower() and "*" not in one["attributes"] for one in server.asked())


def test_the_connection_can_do_nothing_but_search(server: Directory) -> None:
    with opened(a_source(server)) as connector:
        connector.probe()
        assert connector._session._connection.read_only  # type: ignore[attr-defined]


def test_a_library_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch, server: Directory) -> None:
    def absent(_name: str) -> Any:
        raise ModuleNotFoundError(name="ldap3")

    monkeypatch.setattr("dsr.connectors.registry.import_module", absent)
    with pytest.raises(SourceMisconfigured, match="needs the library 'ldap3'"):
        connect(a_source(server))
