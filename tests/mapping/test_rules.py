"""Rules of a mapping become values, and what cannot be meant is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.company_list import CompanyList
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Also, Holders, Inside, Same, Tenants
from dsr.domain.networks import CompanyNetwork
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.terms import Content, Erasure, Retention
from dsr.domain.words import FileKind
from tests.mapping.folder import load, problems, source

WHOLE = """
- name: companies
  fields: [{name: id}, {name: name}]
- name: calls
  dsr_meta:
    table: cdr
    where: [{column: kind, in: [call, 7]}, {column: note, empty: false}]
    holds: place
    purpose: Billing
    recipients: [Example Hosting A/S, {da: Naboen}]
    retention: {ground: accounting, period: P5Y}
    charged: {when: {column: billsec, empty: false}}
    erasure: {action: keep, ground: accounting}
    content: {path: "{raw}/{address}.*", strip: /var/rec, media_type: audio/wav, kind: recording}
  fields:
    - {name: id, data_categories: [user.unique_id]}
    - {name: code}
    - name: number
      fides_meta: {identity: phone_number}
      dsr_meta:
        parts: [code, number]
        also: [{identity: username, kind: login, written: ["{}@*"]}, {identity: imsi}]
        side: caller
        about: number
        withheld: {column: clir, like_anonymous: true}
    - name: account
      dsr_meta:
        about: account
        side: {when: [{column: direction, in: [in]}, {column: kind, matches: ["c*", "k?"]}], then: callee, else: caller}
        secret_when: {column: kind, matches: "*-Password"}
        redact_keys: [password]
        rectifiable: true
        erasure: {action: mask}
    - {name: raw, dsr_meta: {party: mixed}}
    - {name: address, dsr_meta: {party: {when: {column: user, empty: true}, then: network}}}
    - {name: pin, dsr_meta: {secret: true}}
    - {name: inner, dsr_meta: {kind: extension, json: {column: raw, path: "$.a[*].b"}}}
    - name: origin
      fides_meta: {references: [{dataset: shop, field: calls.id, direction: from}]}
      dsr_meta: {again: true}
- name: retained
  dsr_meta: {restricted: legal_obligation, purpose: {en: Law}}
  fields: [{name: id}]
"""
DATASET = "    - fides_key: shop\n"
PATH = 'path: "{raw}/{address}.*"'


def test_rules_and_terms_are_read(tmp_path: Path) -> None:
    text = source(WHOLE).replace(DATASET, DATASET + "      dsr_meta: {tenants: {collection: companies, key: id, name: name}, origin: {en: you},"
                                 " legal_basis: contract}\n")
    (shop,) = load(tmp_path, shop=text).sources
    _, calls, retained = shop.collections()
    assert shop.datasets[0].tenants == Tenants("companies", "id", "name")
    assert (calls.stored_as, calls.holds, calls.is_restricted, retained.is_restricted) == ("cdr", "place", False, True)
    assert calls.where == (Condition("kind", ("call", 7)), Condition("note", is_empty=False))
    number, account = calls.field("number"), calls.field("account")
    assert (number.parts, number.also) == (("code", "number"), (Also("username", "login", ("{}@*",)), Also("imsi", "imsi")))
    assert (number.side, number.about, number.withheld) == (Choice(Side.CALLER), "number", Condition("clir", is_anonymous=True))
    assert account.side == Choice(Side.CALLEE, (Condition("direction", ("in",)), Condition("kind", pattern=("c*", "k?"))), Side.CALLER)
    assert (account.secret_when, account.redact_keys) == (Condition("kind", pattern="*-Password"), ("password",))
    assert (account.is_rectifiable, account.erasure) == (True, Erasure("mask"))
    assert calls.field("raw").party == Choice(Party.MIXED)
    assert calls.field("address").party == Choice(Party.NETWORK, (Condition("user", is_empty=True),))
    assert (calls.field("pin").secret, calls.field("inner").inside, calls.field("origin").again) == (True, Inside("raw", ("a", "b")), True)
    assert [field.name for field in calls.columns_in(("user",))] == ["id"]
    terms = calls.terms
    assert (terms.purpose, terms.legal_basis, terms.origin, terms.recipients) == (
        {"en": "Billing"}, {"en": "contract"}, {"en": "you"}, ({"en": "Example Hosting A/S"}, {"da": "Naboen"}))
    assert (terms.retention, terms.erasure) == (Retention("accounting", "P5Y"), Erasure("keep", "accounting"))
    assert terms.content == Content("{raw}/{address}.*", "/var/rec", media_type="audio/wav", kind=FileKind.RECORDING)
    assert (terms.charged, retained.terms.purpose) == ((Condition("billsec", is_empty=False),), {"en": "Law"})


def test_a_secret_belongs_to_no_category_and_neither_does_what_lies_inside(tmp_path: Path) -> None:
    text = source(WHOLE.replace("    table: cdr", "    table: cdr").replace("- name: calls\n", "- name: calls\n  data_categories: [user]\n"))
    _, calls, _ = load(tmp_path, shop=text).sources[0].collections()
    assert {field.name for field in calls.fields} - {field.name for field in calls.columns_in(("user",))} == {"pin", "inner"}


@pytest.mark.parametrize(("part", "other", "said"), [
    ("{again: true}", "{again: true}\n    - {name: x, dsr_meta: {again: true}}",
     "shop.calls.x is marked again and does not refer to its own collection."),
    ("{party: mixed}", "{about: number}", "shop.calls.raw says what it is about, and not of which side."),
    ("{party: mixed}", "{narrows: true}", "shop.calls.raw narrows what is found, and refers to nothing that says to what."),
    ("{again: true}", "{narrows: true, again: true}", "shop.calls.origin narrows what is found and cannot lead to rows as well"),
    ("{party: mixed}", "{party: everybody}", "'then': input should be 'subject', 'dialled', 'caller', 'withheld', 'colleague', 'name', 'content', "
     "'network', 'mixed' or 'secret'."),
    ("period: P5Y", "period: 5 years", "'period': string should match pattern '^P([0-9]+[YMWD])+$'."),
    ("restricted: legal_obligation", "restricted: yes", "'restricted': input should be 'legal_obligation'."),
    ("calls.id, direction: from", "retained.id, direction: from", "shop.calls.origin refers to shop.retained.id, which is restricted: nothing may be "
     "searched by what it holds."),
    (PATH, "path: \"{adress}.*\"", "the content of shop.calls is told by 'adress', and there is no such field; did you mean 'address'?"),
    (PATH, "path: \"{pin}\"", "the content of shop.calls is told by 'pin', which is secret and never read."),
    (PATH, "path: \"recordings/*.wav\"", "the path of content names no column; '{record_path}/{record_name}' names two"),
    (PATH, "path: \"*/{address}\"", "the path of content is made of {column}, other signs, and * in its last part only"),
    (PATH, "path: \"{address}/**\"", "the path of content is made of {column}, other signs, and * in its last part only"),
    (PATH, "path: \"../{address}\"", "the path of content leads upwards; write it from the folder of files downwards"),
    (PATH, "column: raw", "strip belongs to a path"),
    (PATH, "column: raw, path: \"{raw}\"", "content is a path made of columns, or a column; give one of them"),
    ("strip: /var/rec", "encoding: hex", "encoding belongs to a column; a file is taken as it is"),
    ("kind: recording", "kind: song", "'kind': input should be 'recording', 'voicemail', 'fax', 'transcript', 'video', 'picture' or 'document'."),
    (", data_categories: [user.unique_id]", "", "the content of shop.calls belongs to rows of which nothing else is shown"),
    ("{secret: true}", "{secret: true, redact_keys: [a]}", "shop.calls.pin is secret as a whole; redact_keys has nothing to do there."),
    ("parts: [code, number]", "parts: [code, id]", "shop.calls.number is not among its own parts."),
    ("parts: [code, number]", "kind: sip_uri\n        parts: [id, code, number]", "made of 3 parts; a SIP address has two"),
])
def test_what_cannot_be_meant_is_told(tmp_path: Path, part: str, other: str, said: str) -> None:
    text = source(WHOLE)
    assert part in text
    assert said in " ".join(problems(tmp_path, shop=text.replace(part, other.replace("\n", "\n        "), 1)))


HOLDERS = """
- name: held
  dsr_meta: {holders: {line: number, person: user_id}, valid: {from: since}}
  fields:
    - {name: number, dsr_meta: {shared: {column: use, in: [hunt]}}}
    - {name: user_id}
    - {name: other, dsr_meta: {shared: {column: x, empty: true}}}
"""


def test_who_holds_a_line_is_read(tmp_path: Path) -> None:
    (held,) = load(tmp_path, shop=source(HOLDERS)).sources[0].collections()
    assert held.holders == Holders("number", "user_id")
    same = HOLDERS.replace("person: user_id}", "person: user_id, here: true, same: {collection: held, key: user_id, person: other}}")
    (told,) = load(tmp_path, shop=source(same)).sources[0].collections()
    assert told.holders == Holders("number", "user_id", here=True, same=Same("held", "user_id", "other"))
    assert [(field.name, field.shared) for field in held.lines] == [("number", Condition("use", ("hunt",))), ("other", Condition("x", is_empty=True))]


@pytest.mark.parametrize(("part", "other", "said"), [
    ("line: number", "line: numbr", "shop.held tells who holds a line by 'numbr', and there is no such field; did you mean 'number'?"),
    ("person: user_id", "person: owner", "shop.held tells who holds a line by 'owner', and there is no such field; did you mean 'other'?"),
    ("person: user_id", "person: number", "shop.held tells who holds a line, and names 'number' as both the line and the person."),
    ("{name: user_id}", "{name: user_id, dsr_meta: {secret: true}}", "by 'user_id', which is secret; remove the mark, or name another field."),
    ("valid: {from: since}", "restricted: legal_obligation", "shop.held tells who holds a line and is restricted: it may not be asked."),
    ("  fields:", "  fides_meta: {skip_processing: true}\n  fields:", "skip_processing: it would not be asked; remove one of the two."),
    ("person: user_id}", "person: user_id, same: {collection: hold, key: a, person: b}}", "and there is no such collection; did you mean 'held'?"),
    ("person: user_id}", "person: user_id, same: {collection: held, key: user_id, person: othr}}", "has no field 'othr'; did you mean 'other'?"),
    ("person: user_id}", "person: user_id, who: x}", "the key 'who' is not known here"),
    ("{column: use, in: [hunt]}", "{in: [hunt]}", "'column' is missing."),
])
def test_a_register_that_cannot_be_asked_is_a_fault(tmp_path: Path, part: str, other: str, said: str) -> None:
    text = source(HOLDERS)
    assert part in text
    assert said in " ".join(problems(tmp_path, shop=text.replace(part, other.replace("\n", "\n        "), 1)))


NETWORKS = """
- name: sessions
  fields:
    - {name: framed, fides_meta: {identity: ip}}
    - {name: own, fides_meta: {identity: ip}, dsr_meta: {company_networks: ["2001:db8::/32"], company_when: {column: nas, matches: "office*"}}}
    - {name: joined, fides_meta: {references: [{dataset: shop, field: sessions.framed, direction: from}]}}
    - {name: user}
"""
ALL_NETWORKS = DATASET + "      dsr_meta: {company_networks: [10.0.0.0/8, 203.0.113.0/24]}\n"


def test_networks_of_a_dataset_are_those_of_its_addresses(tmp_path: Path) -> None:
    (sessions,) = load(tmp_path, shop=source(NETWORKS).replace(DATASET, ALL_NETWORKS)).sources[0].collections()
    every = CompanyNetwork(("10.0.0.0/8", "203.0.113.0/24"))
    assert [field.company for field in sessions.fields] == [
        every, CompanyNetwork(("2001:db8::/32",), Condition("nas", pattern="office*")), every, None]


@pytest.mark.parametrize(("part", "other", "said"), [
    ("2001:db8::/32", "2001:db8::1/32", "input should be a network, as 10.0.0.0/8 or 2001:db8::/32"),
    ("2001:db8::/32", "office", "should be a network"),
    ("{name: user}", '{name: user, dsr_meta: {kind: login, company_networks: ["10.0.0.0/8"]}}',
     "shop.sessions.user names networks and holds no addresses: its kind is login.")])
def test_a_network_that_is_none_is_a_fault(tmp_path: Path, part: str, other: str, said: str) -> None:
    assert said in " ".join(problems(tmp_path, shop=source(NETWORKS).replace(part, other)))


def test_a_directory_of_tenants_is_a_collection(tmp_path: Path) -> None:
    text = source(WHOLE).replace(DATASET, DATASET + "      dsr_meta: {tenants: {collection: company, key: id, name: name}}\n")
    assert problems(tmp_path, shop=text) == [
        "shop.yml:6: the tenants of 'shop' are in 'company', and there is no such collection; did you mean 'companies'?"]


def test_a_directory_of_tenants_has_the_fields_it_is_read_by(tmp_path: Path) -> None:
    text = source(WHOLE).replace(DATASET, DATASET + "      dsr_meta: {tenants: {collection: companies, key: uuid, name: nam}}\n")
    assert problems(tmp_path, shop=text) == [
        "shop.yml:6: the tenants of 'shop' are told by 'uuid', and companies has no such field; did you mean 'id'?",
        "shop.yml:6: the tenants of 'shop' are told by 'nam', and companies has no such field; did you mean 'name'?"]


def test_what_only_leads_on_shows_nothing(tmp_path: Path) -> None:
    leading = WHOLE.replace("    table: cdr\n", "    table: cdr\n    only_leads: true\n")
    assert "shop.calls only leads on and has data_categories" in " ".join(problems(tmp_path, shop=source(leading)))


def test_a_list_of_companies_is_a_collection_of_every_row(tmp_path: Path) -> None:
    listed = "      dsr_meta: {companies: {collection: companies, key: id, name: name, registration: cvr}}\n"
    (shop,) = load(tmp_path, shop=source(WHOLE).replace(DATASET, DATASET + listed)).sources
    assert shop.datasets[0].companies == CompanyList("companies", (("key", "id"), ("name", "name"), ("registration", "cvr")))
    assert problems(tmp_path, shop=source(WHOLE).replace(DATASET, DATASET + listed.replace("collection: companies", "collection: company"))) == [
        "shop.yml:6: the companies of 'shop' are in 'company', and there is no such collection; did you mean 'companies'?"]
    assert problems(tmp_path, shop=source(WHOLE).replace(DATASET, DATASET + listed.replace("collection: companies", "collection: calls"))) == [
        "shop.yml:6: the companies of 'shop' are in 'calls', which has conditions (where); name a view that has only these rows."]
