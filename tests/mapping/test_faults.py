"""All that is wrong with a folder is said at once, each fault with its file and line, and never with a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.errors import Misconfigured
from dsr.mapping import load_folder
from tests.mapping.folder import load, problems, source

PERSON = """
- name: person
  fields:
    - {name: id}
    - {name: email, fides_meta: {identity: email}}
"""


@pytest.mark.parametrize(("part", "other", "said"), [
    ("connector: memory", "conector: memory",
     ["shop.yml:1: 'connector' is missing.", "shop.yml:3: the key 'conector' is not known here; did you mean 'connector'?"]),
    ("connector: memory", "connector: sqll", ["shop.yml:3: there is no connector 'sqll'; sql, files, rest, ldap and manual are known."]),
    ("connector: memory", "connector: opendsr",
     ["shop.yml:3: there is no connector 'opendsr'; sql, files, rest, ldap and manual are known. It is planned and not built yet."]),
    ("connector: memory", "connector: memory\n  xyz: 1", ["shop.yml:4: the key 'xyz' is not known here."]),
    ("connector: memory", "connector: memory\n  config: text", ["shop.yml:4: 'config' must be a block of keys and values."]),
    ("connector: memory", "connector: memory\n  profile: no_such_system", ["shop.yml:4: there is no profile 'no_such_system'."]),
    ("key: shop", "key: Shop!", ["shop.yml:2: 'key': string should match pattern '^[a-z0-9_]+$'."]),
    ("role: controller", "role: owner", ["shop.yml:4: 'role': input should be 'controller' or 'processor'."]),
    ("role: controller", "timezone: Mars", ["shop.yml:4: 'Mars' is no time zone; Europe/Copenhagen is one."]),
    ("role: controller", "timezone: ../etc/passwd", ["shop.yml:4: '../etc/passwd' is no time zone; Europe/Copenhagen is one."]),
    ("role: controller", "country: Denmark", ["shop.yml:4: 'country': string should match pattern '^[A-Z]{2}$'."]),
    ("role: controller", "label: {en: [x]}", ["shop.yml:4: 'en': input should be a valid string."]),
    ("role: controller", "dataset_file: gone.yml", ["shop.yml:4: there is no dataset file 'gone.yml'."]),
    ("role: controller", "dataset_files: [gone.yml]", ["shop.yml:4: there is no dataset file 'gone.yml'."]),
    ("- fides_key: shop", "- fides_key: sh/op", ["shop.yml:6: 'fides_key': string should match pattern '^[A-Za-z0-9_.<>-]+$'."]),
    ("- fides_key: shop", "- fides_key: my.shop",
     ["shop.yml:6: the name 'my.shop' holds a point, which parts a dataset from its collections; name it without."]),
    ("- fides_key: shop", "- fides_key: shop\n      fides_meta: {after: [crm]}",
     ["shop.yml:6: the dataset 'shop' waits for the dataset 'crm', and there is none."]),
    ("    - {name: id}", "    - {nam: id}", ["shop.yml:10: 'name' is missing."]),
    ("    - {name: id}", "    - {name: id, dsr_meta: {lable: x}}", ["shop.yml:10: the key 'lable' is not known here; did you mean 'label'?"]),
    ("    - {name: id}", "    - {name: id, dsr_meta: {written: [morse]}}",
     ["shop.yml:10: '0': input should be 'e164', 'plus_spaced', 'zero_zero', 'digits', 'national', 'national_spaced', 'sip_uri', or a template as "
      "'{}@*': one place {} or {digits}, and * at the end only, not directly after it."]),
    ("    - {name: id}", "    - {name: id, dsr_meta: {written: ['{}*']}}",
     ["shop.yml:10: '0': input should be 'e164', 'plus_spaced', 'zero_zero', 'digits', 'national', 'national_spaced', 'sip_uri', or a template as "
      "'{}@*': one place {} or {digits}, and * at the end only, not directly after it."]),
    ("    - {name: id}", "    - {name: id, dsr_meta: {parts: [code, id]}}",
     ["shop.yml:10: shop.person.id is made of 'code', and there is no such field."]),
    ("    - {name: id}", "    - {name: id}\n            - {name: x, dsr_meta: {json: {column: ids, path: a.b}}}",
     ["shop.yml:11: shop.person.x lies in 'ids', and there is no such field; did you mean 'id'?"]),
    ("    - {name: id}", "    - {name: id}\n            - {name: x, data_categories: [user], dsr_meta: {json: {column: id, path: a.b}}}",
     ["shop.yml:11: shop.person.x lies in 'id' and is shown with it; data_categories belongs there."]),
    ("identity: email}}", "identity: email}, dsr_meta: {secret: true}}",
     ["shop.yml:11: shop.person.email is secret and cannot be searched by; remove the mark, or what is looked up here."]),
    ("- name: person", "- name: person\n          dsr_meta: {where: [{column: kind}]}",
     ["shop.yml:9: '0': a condition has a column and one of: in, matches, empty, like_anonymous."]),
    ("    - {name: id}", "    - {name: id, dsr_meta: {kind: 7}}", ["shop.yml:10: 'kind': input should be a valid string."]),
    ("    - {name: id}", "    - {name: id, fides_meta: {length: 0}}", ["shop.yml:10: 'length': input should be greater than 0."]),
    ("    - {name: id}", "    - {name: id, fides_meta: {references: [{dataset: shop, field: person.email, direction: up}]}}",
     ["shop.yml:10: 'direction': input should be 'from' or 'to'."]),
    ("    - {name: id}", "    - {name: id}\n            - {name: id}", ["shop.yml:11: shop.person has two fields 'id'."]),
    ("    - {name: id}", "    - {name: id, fides_meta: {references: [{dataset: shop, field: persom.id}]}}",
     ["shop.yml:10: shop.person.id refers to shop.persom.id, and there is no such collection; did you mean 'shop.person'?"]),
    ("    - {name: id}", "    - {name: id, fides_meta: {references: [{dataset: crm, field: a.id}]}}",
     ["shop.yml:10: shop.person.id refers to crm.a.id, and there is no such collection."]),
    ("    - {name: id}", "    - {name: id, fides_meta: {references: [{dataset: shop, field: person.emial}]}}",
     ["shop.yml:10: shop.person.id refers to shop.person.emial, and there is no such field; did you mean 'email'?"]),
    ("    - {name: id}", "    - {name: id, data_categories: [user], dsr_meta: {unit: seconds}, fields: [{name: x}]}",
     ["shop.yml:10: shop.person.id has sub-fields; data_categories belongs to each of them.",
      "shop.yml:10: shop.person.id has sub-fields; dsr_meta belongs to each of them."]),
    ("- name: person", "- name: person\n          fides_meta: {after: [shop.persom]}",
     ["shop.yml:8: shop.person waits for shop.persom, and there is no such collection; did you mean 'shop.person'?"]),
    ("- name: person", "- name: person\n          dsr_meta: {valid: {}}", ["shop.yml:8: shop.person: valid needs from, to or both."]),
    ("- name: person", "- name: person\n          dsr_meta: {composite: [[]]}",
     ["shop.yml:9: '0': list should have at least 1 item after validation, not 0."]),
    ("- name: person", "- name: person\n          dsr_meta: {composite: [[id, emial]]}",
     ["shop.yml:8: shop.person has no field 'emial' for its composite key; did you mean 'email'?"]),
    ("- name: person", "- name: person\n          dsr_meta: {composite: [[id, email]]}",
     ["shop.yml:8: no collection is joined to shop.person by all of its composite key (id, email); "
      "by a part of a key other people's rows would be found."]),
    ("- name: person", "- name: person\n          dsr_meta: {time: {colum: at}}",
     ["shop.yml:9: 'column' is missing.", "shop.yml:9: the key 'colum' is not known here; did you mean 'column'?"]),
])
def test_a_slip_is_told_with_its_line(tmp_path: Path, part: str, other: str, said: list[str]) -> None:
    text = source(PERSON)
    assert part in text
    assert problems(tmp_path, shop=text.replace(part, other, 1)) == said


def test_a_source_without_a_dataset(tmp_path: Path) -> None:
    head = "source:\n  key: shop\n  connector: memory\n  role: controller\n"
    assert problems(tmp_path, shop=head) == ["shop.yml:1: a source needs profile, dataset, dataset_file or dataset_files."]
    assert problems(tmp_path, shop=head + "  dataset: []\n") == ["shop.yml:1: a source needs profile, dataset, dataset_file or dataset_files."]


@pytest.mark.parametrize(("text", "said"), [
    ("", "one.yml:1: 'the file' must be a block of keys and values."), ("- 1", "one.yml:1: 'the file' must be a block of keys and values."),
    ("other: 1", "one.yml:1: 'source' is missing."), ("source: 1", "one.yml:1: 'source' must be a block of keys and values."),
])
def test_a_file_that_is_no_source_file(tmp_path: Path, text: str, said: str) -> None:
    assert said in problems(tmp_path, one=text)


def test_a_missing_variable_is_named_and_its_line(tmp_path: Path) -> None:
    text = source(PERSON).replace("  role:", '  config:\n    url: "${SHOP_URL}"\n    more: ["${SHOP_KEY}", "${SHOP_PORT:-1}"]\n  role:')
    assert problems(tmp_path, {"SHOP_PORT": "hunter2"}, shop=text) == [
        "shop.yml:5: the variable SHOP_URL is not set, and there is no default for it.",
        "shop.yml:6: the variable SHOP_KEY is not set, and there is no default for it."]


def test_a_secret_is_in_no_fault(tmp_path: Path) -> None:
    text = source(PERSON).replace("  connector: memory", '  connector: memory\n  country: "${SECRET}"\n  kay: "${SECRET}"')
    assert "hunter2" not in str(problems(tmp_path, {"SECRET": "hunter2"}, shop=text))


def test_a_fault_in_a_dataset_file_names_that_file(tmp_path: Path) -> None:
    head = "source:\n  key: shop\n  connector: memory\n  role: controller\n  dataset_file: theirs.yml\n"
    theirs = "dataset:\n  - fides_key: shop\n    collections:\n      - name: bill\n        fields:\n          - name: person_id\n            {}\n"
    refers = "fides_meta: {references: [{dataset: crm, field: person.id, direction: from}]}"
    assert problems(tmp_path, shop=head, theirs=theirs.format(refers)) == [
        "theirs.yml:6: shop.bill.person_id refers to crm.person.id, and there is no such collection."]
    assert problems(tmp_path, shop=head, theirs=theirs.format("data_categories: user")) == ["theirs.yml:7: 'data_categories' must be a list."]
    assert problems(tmp_path, shop=head, theirs="dataset: {") == [
        "theirs.yml:1: this is not YAML: expected the node content, but found '<stream end>'."]
    assert problems(tmp_path, shop=head, theirs="other: []") == [
        "theirs.yml:1: 'dataset' is missing.", "theirs.yml:1: 'source' is missing.", "theirs.yml:1: the key 'other' is not known here."]


def test_names_are_used_once(tmp_path: Path) -> None:
    (one,) = problems(tmp_path, a=source(PERSON), b=source(PERSON).replace("fides_key: shop", "fides_key: other"))
    assert one == "a.yml:1 and b.yml:1: two sources have the key 'shop'."
    (two,) = problems(tmp_path, b=source(PERSON, "other").replace("fides_key: other", "fides_key: shop"))
    assert two == "a.yml:6 and b.yml:6: two datasets have the name 'shop'."
    (three,) = problems(tmp_path, a=source(PERSON + PERSON), b=source(PERSON, "other"))
    assert three == "a.yml:13: the dataset 'shop' has two collections 'person'."


SKIPPED = """
- name: address
  fields: [{name: id}]
- name: person
  fields: [{name: address_id, fides_meta: {references: [{dataset: shop, field: address.id, direction: to}]}}]
"""


def test_what_is_skipped_must_not_be_in_anybodys_way(tmp_path: Path) -> None:
    said = problems(tmp_path, shop=source(SKIPPED.replace("- name: address", "- name: address\n  fides_meta: {skip_processing: true}")))
    assert said == [
        "shop.yml:12: shop.person.address_id refers to shop.address.id, which is marked skip_processing; remove the reference or the mark."]
    said = problems(tmp_path, shop=source(SKIPPED.replace("- name: person", "- name: person\n  fides_meta: {skip_processing: true}")))
    assert said == ["shop.yml:12: shop.person is marked skip_processing, but its field address_id refers to shop.address."]


def test_circles_of_after(tmp_path: Path) -> None:
    circle = source("""
        - {name: a, fides_meta: {after: [shop.b]}, fields: [{name: id}]}
        - {name: b, fides_meta: {after: [shop.a]}, fields: [{name: id}]}
        """)
    (one,) = problems(tmp_path, shop=circle)
    assert one.startswith("shop.yml:")
    assert "`after` goes in a circle: shop.a -> shop.b" in one or "`after` goes in a circle: shop.b -> shop.a" in one
    first, second = (source(PERSON, key).replace(f"fides_key: {key}", f"fides_key: {key}\n      fides_meta: {{after: [{other}]}}")
                     for key, other in (("shop", "crm"), ("crm", "shop")))
    (two,) = problems(tmp_path, shop=first, crm=second)
    assert "`after` goes in a circle: " in two


def test_all_faults_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    said = problems(tmp_path, a="source: {", b="other: 1", c=source(PERSON).replace("memory", "sqll"),
                    d=source("- {name: x, fields: [{name: y, fides_meta: {references: [{dataset: q, field: z.y}]}}]}", "d"))
    assert [one.partition(":")[0] for one in said] == ["a.yml", "b.yml", "b.yml", "c.yml", "d.yml"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="there is no such folder of source files"):
        load_folder(tmp_path / "gone", {})
    with pytest.raises(Misconfigured, match="holds no source file"):
        load(tmp_path)
    with pytest.raises(Misconfigured, match="holds no source file"):
        load(tmp_path, only="dataset: []")
    (tmp_path / "folder.yml").mkdir()
    with pytest.raises(Misconfigured, match=r"folder\.yml: the file cannot be read"):
        load(tmp_path)
