"""A profile is the mapping of a source under the source's own key, adapted to what the installation has. The profile here is invented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Field, Holders, Reference
from dsr.domain.networks import CompanyNetwork
from dsr.domain.terms import Content
from dsr.domain.words import FileKind
from dsr.mapping import SourceBook, adapt, shipped
from dsr.mapping.schema_profile import AdaptMeta
from tests.mapping.folder import load, problems

HEAD = """
    profile:
      label: {en: Small exchange, da: Lille central}
      system: Smallex 1.0
      connectors: [sql, memory]
    dataset:
      - fides_key: smallex
        dsr_meta: {tenants: {collection: firms, key: id, name: title}, left_out: {settings: [options]}}
        collections:
          - {name: firms, fields: [{name: id}, {name: title}]}
          - name: lines
            dsr_meta: {label: {en: Lines}, tenant: firm, left_out: {internal: [id]}}
            fields:
              - {name: id}
              - {name: number, data_categories: [user.contact], fides_meta: {identity: extension}, dsr_meta: {optional: false}}
"""
CALLS = """
    dataset:
      - fides_key: smallex
        collections:
          - name: calls
            fides_meta: {after: [smallex.lines]}
            dsr_meta: {tenant: firm, time: began, left_out: {internal: [line]}}
            fields:
              - {name: line, fides_meta: {references: [{dataset: smallex, field: lines.id, direction: from}]}}
              - {name: began, data_categories: [user.behavior]}
              - name: caller
                data_categories: [user.behavior]
                dsr_meta: {side: caller, about: number, withheld: {column: clir, in: [1]}}
              - {name: way, data_categories: [user.behavior], dsr_meta: {legend: {i: In}}}
              - {name: peer, data_categories: [user.behavior], fides_meta: {identity: extension}, dsr_meta: {only_when: {column: way, in: [i]}}}
"""
SOURCE = "source: {key: pbx, connector: memory, role: controller, country: DK, profile: smallex}"


@pytest.fixture(autouse=True)
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of profiles, with one of two files and one of one."""
    folder = tmp_path / "profiles"
    (folder / "smallex").mkdir(parents=True)
    (folder / "smallex/a_lines.yml").write_text(dedent(HEAD), encoding="utf-8")
    (folder / "smallex/b_calls.yml").write_text(dedent(CALLS), encoding="utf-8")
    (folder / "tiny.yml").write_text(dedent(HEAD).replace("smallex", "tiny"), encoding="utf-8")
    monkeypatch.setattr(shipped, "FOLDER", folder)


def adapted(folder: Path, **adapt: str) -> SourceBook:
    block = "\n".join(f"    {key}: {value}" for key, value in adapt.items())
    return load(folder, pbx=f"source:\n  key: pbx\n  connector: memory\n  role: controller\n  profile: smallex\n  adapt:\n{block}\n")


def collection(book: SourceBook, name: str) -> Collection:
    return next(one for source in book.sources for one in source.collections() if one.address.collection == name)


def test_its_dataset_takes_the_key_of_the_source(tmp_path: Path) -> None:
    book = load(tmp_path, pbx=SOURCE)
    (dataset,) = book.sources[0].datasets
    assert dataset.key == "pbx"
    assert [str(one.address) for one in dataset.collections] == ["pbx.firms", "pbx.lines", "pbx.calls"]
    assert collection(book, "calls").field("line").references == (Reference(Address("pbx", "lines"), "id", "from"),)
    assert collection(book, "calls").after == (Address("pbx", "lines"),)
    assert dataset.tenants is not None
    assert dataset.left_out == ("options",)


def test_two_installations_of_one_system_stand_beside_each_other(tmp_path: Path) -> None:
    book = load(tmp_path, a=SOURCE.replace("pbx", "east"), b=SOURCE.replace("pbx", "west"))
    assert [str(one.address) for source in book.sources for one in source.collections()][::3] == ["east.firms", "west.firms"]


def test_all_is_optional_that_does_not_say_otherwise(tmp_path: Path) -> None:
    book = load(tmp_path, pbx=SOURCE, own=SOURCE.replace("pbx", "own").replace("profile: smallex", "dataset: [{fides_key: own, collections: "
                                                                              "[{name: x, fields: [{name: y}]}]}]"))
    assert collection(book, "lines").is_optional
    assert [field.is_optional for field in collection(book, "lines").fields] == [True, False]
    assert not collection(book, "x").is_optional
    assert not collection(book, "x").field("y").is_optional


def test_what_is_left_out_is_not_shown(tmp_path: Path) -> None:
    calls = collection(load(tmp_path, pbx=SOURCE), "calls")
    assert [field.name for field in calls.columns_in(("user",))] == ["began", "caller", "way", "peer"]


def test_a_change_of_the_profile_is_another_revision(tmp_path: Path) -> None:
    before = load(tmp_path, pbx=SOURCE).sources[0].revision
    (shipped.FOLDER / "smallex/b_calls.yml").write_text(dedent(CALLS).replace("i: In", "i: Inn"), encoding="utf-8")
    assert load(tmp_path, pbx=SOURCE).sources[0].revision != before


def test_names_of_this_installation_are_used_everywhere(tmp_path: Path) -> None:
    book = adapted(tmp_path, names="{lines: tbl_lines, lines.id: line_no, calls: cdr, calls.began: start, calls.caller: ani, calls.way: type, "
                                   "firms.title: domain}")
    lines, calls = collection(book, "lines"), collection(book, "calls")
    assert (lines.stored_as, calls.stored_as) == ("tbl_lines", "cdr")
    assert (calls.time.column if calls.time else None, [field.name for field in calls.fields]) == ("start", ["line", "start", "ani", "type", "peer"])
    assert calls.field("peer").only_when == (Condition("type", ("i",)),)
    assert calls.field("line").references == (Reference(Address("pbx", "lines"), "line_no", "from"),)
    assert lines.left_out == ("line_no",)
    tenants = book.sources[0].datasets[0].tenants
    assert tenants is not None
    assert (tenants.key, tenants.name) == ("id", "domain")


def test_what_tells_of_lines_and_networks_is_called_what_it_is_called_here(tmp_path: Path) -> None:
    (pbx,) = load(tmp_path, pbx=SOURCE).sources
    number = Field("number", shared=Condition("use", ("hunt",)), company=CompanyNetwork(when=Condition("nas", ("hq",))))
    lines = Collection(Address("pbx", "lines"), (number, Field("owner")), holders=Holders("number", "owner"))
    whole = replace(pbx, datasets=(replace(pbx.datasets[0], collections=(lines,)),))
    names = {"lines.number": "did", "lines.owner": "user_id", "lines.use": "purpose", "lines.nas": "box"}
    (here,) = adapt.adapted(whole, AdaptMeta(names=names)).collections()
    assert here.holders == Holders("did", "user_id")
    assert here.deciding == {"did", "user_id", "purpose", "box"}
    assert [str(fault) for name in names for fault in adapt.adapt_faults(whole, AdaptMeta(absent=[name]))] != []


def test_what_is_absent_leads_nowhere(tmp_path: Path) -> None:
    book = adapted(tmp_path, absent="[lines, calls.caller]")
    assert [one.address.collection for one in book.sources[0].collections()] == ["firms", "calls"]
    assert [field.name for field in collection(book, "calls").fields] == ["line", "began", "way", "peer"]
    assert collection(book, "calls").field("line").references == ()
    assert collection(book, "calls").after == ()


def test_what_only_an_absent_column_needs_may_be_absent_with_it(tmp_path: Path) -> None:
    book = adapted(tmp_path, absent="[calls.way, calls.peer]")
    assert [field.name for field in collection(book, "calls").fields] == ["line", "began", "caller"]


def test_words_and_joins_of_ones_own_are_added(tmp_path: Path) -> None:
    (tmp_path / "hr.yml").write_text("source: {key: hr, connector: memory, role: controller, dataset: [{fides_key: hr, collections: "
                                     "[{name: staff, fields: [{name: mail, fides_meta: {identity: email}}, {name: line}]}]}]}", encoding="utf-8")
    book = adapted(tmp_path, labels="{calls.way: {da: Retning}, calls: {da: Opkald}}", legends="{calls.way: {o: {en: Out}}}",
                   references="{lines.number: [{dataset: hr, field: staff.line, direction: from}]}")
    way = collection(book, "calls").field("way")
    assert (way.label, dict(way.legend)) == ({"da": "Retning"}, {"i": {"en": "In"}, "o": {"en": "Out"}})
    assert collection(book, "lines").field("number").references == (Reference(Address("hr", "staff"), "line", "from"),)


@pytest.mark.parametrize("gone", ["lines", "lines.id"])
def test_what_says_which_rows_count_cannot_be_absent(gone: str, tmp_path: Path) -> None:
    text = dedent(CALLS).replace("direction: from}]}}", "direction: from}]}, dsr_meta: {narrows: true}}")
    (shipped.FOLDER / "smallex/b_calls.yml").write_text(text, encoding="utf-8")
    (fault,) = problems(tmp_path, pbx=SOURCE.replace("profile: smallex", f"profile: smallex, adapt: {{absent: [{gone}]}}"))
    assert f"'{gone}' cannot be absent: it says which rows of 'calls' count." in fault


@pytest.mark.parametrize(("text", "said"), [
    (SOURCE.replace("smallex", "smalex"), "there is no profile 'smalex'; did you mean 'smallex'?"),
    (SOURCE.replace("connector: memory", "connector: files"), "the profile 'smallex' is for sql or memory."),
    (SOURCE.replace("profile:", "dataset: [{fides_key: a, collections: []}], profile:"), "a profile is the whole mapping of a source"),
    ("source: {key: pbx, connector: memory, role: controller, adapt: {absent: [x]}, dataset: [{fides_key: a, collections: []}]}",
     "only a profile is adapted"),
    (SOURCE.replace("profile: smallex", "profile: smallex, adapt: {absent: [call]}"), "'call' is not in the profile; did you mean 'calls'?"),
    (SOURCE.replace("profile: smallex", "profile: smallex, adapt: {names: {calls.begann: x}}"), "'calls.begann' is not in the profile; did you mean"),
    (SOURCE.replace("profile: smallex", "profile: smallex, adapt: {content: {call: {column: peer}}}"), "'call' is not in the profile; did you mean"),
    (SOURCE.replace("profile: smallex", "profile: smallex, adapt: {absent: [calls.began]}"), "'calls.began' cannot be absent"),
    (SOURCE.replace("profile: smallex", "profile: smallex, adapt: {absent: [calls.way]}"), "'calls.way' cannot be absent"),
])
def test_what_does_not_fit_is_said_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    (fault, *_) = problems(tmp_path, pbx=text)
    assert fault.startswith("pbx.yml:1: ")
    assert said in fault


def test_a_system_of_one_company_needs_to_be_told_whose_it_is(tmp_path: Path) -> None:
    head = dedent(HEAD).replace("smallex", "tiny").replace("system:", "one_company: true\n  system:")
    (shipped.FOLDER / "tiny.yml").write_text(head, encoding="utf-8")
    source = SOURCE.replace("smallex", "tiny")
    assert problems(tmp_path, pbx=source) == ["pbx.yml:1: the profile 'tiny' is of a system of one customer company; say whose it is "
                                              "(tenant: nordlys.example)."]
    assert load(tmp_path, pbx=source.replace("country:", "tenant: nordlys.example, country:")).sources[0].tenant == "nordlys.example"


def test_a_column_is_left_out_or_disclosed_and_not_both(tmp_path: Path) -> None:
    (shipped.FOLDER / "smallex/b_calls.yml").write_text(dedent(CALLS).replace("internal: [line]", "internal: [line, way]"), encoding="utf-8")
    assert problems(tmp_path, pbx=SOURCE) == ["profiles/smallex/b_calls.yml:14: pbx.calls.way is left out and has data_categories; "
                                              "take one of them away."]


def test_an_installation_says_where_its_recordings_lie(tmp_path: Path) -> None:
    book = adapted(tmp_path, names="{calls: cdr, calls.peer: other}",
                   content='{calls: {path: "{peer}/{began}.wav", strip: /var/rec, kind: recording}}')
    assert collection(book, "calls").terms.content == Content("{other}/{began}.wav", "/var/rec", kind=FileKind.RECORDING)
    assert collection(book, "lines").terms.content is None
