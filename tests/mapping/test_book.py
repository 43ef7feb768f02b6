"""What a folder of source files says becomes values, whole and with the documented defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.dataset import Address, Collection, Field, Reference, TimeColumn
from dsr.domain.words import Role
from tests.mapping.folder import load, source

PERSON = """
- name: person
  fields:
    - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
    - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
"""
WHOLE = """\
source:
  key: pbx
  label: {en: Telephone system, da: Telefonanlæg}
  connector: sql
  config: {url: "${PBX_URL}", timeout_s: 5}
  role: processor
  timezone: Europe/Copenhagen
  country: DK
  dataset:
    - fides_key: pbx
      name: Switch
      fides_meta: {namespace: {schema: switch, project: ignored}}
      collections:
        - name: calls
          data_categories: [user.behavior]
          fides_meta: {after: [pbx.lines], erase_after: [pbx.lines]}
          dsr_meta:
            label: Calls
            role: controller
            tenant: domain
            time: {column: started, written: epoch_ms}
            composite: [[domain, extension]]
            schema: archive
          fields:
            - name: domain
              fides_meta: {references: [{dataset: pbx, field: lines.domain, direction: from}]}
            - name: extension
              fides_meta: {references: [{dataset: pbx, field: lines.extension, direction: from}], data_type: "string[]", return_all_elements: true}
            - name: cause
              data_categories: [user.behavior]
              fides_meta: {length: 8, read_only: true, masking_strategy_override: {strategy: hash}, some_key_of_theirs: 1}
              dsr_meta: {label: {da: Årsag}, legend: {16: {en: ended}, 01: first, no: {en: none}}, unit: seconds}
            - name: place
              fields: [{name: town}, {name: mast, fields: [{name: id, fides_meta: {primary_key: true}}]}]
        - name: lines
          dsr_meta: {time: started, valid: {from: since, to: until}}
          fields:
            - {name: domain}
            - {name: extension}
            - {name: number, fides_meta: {identity: phone_number}, dsr_meta: {written: [digits, national]}}
        - name: old
          fidesops_meta: {skip_processing: true}
          fields: [{name: number, fidesops_meta: {identity: phone_number}}]
"""


def test_everything_that_is_written_is_read(tmp_path: Path) -> None:
    book = load(tmp_path, {"PBX_URL": "sqlite:///pbx"}, pbx=WHOLE)
    pbx = book.get("pbx")
    assert pbx is not None
    assert (pbx.connector, dict(pbx.config), pbx.role, pbx.timezone, pbx.country) == (
        "sql", {"url": "sqlite:///pbx", "timeout_s": 5}, Role.PROCESSOR, "Europe/Copenhagen", "DK")
    assert pbx.label == {"en": "Telephone system", "da": "Telefonanlæg"}
    assert [(dataset.key, dataset.name) for dataset in pbx.datasets] == [("pbx", "Switch")]
    calls, lines, old = pbx.collections()
    assert (calls.label, calls.role, calls.tenant, calls.time) == ({"en": "Calls"}, Role.CONTROLLER, "domain", TimeColumn("started", "epoch_ms"))
    assert (calls.after, calls.erase_after, calls.categories) == ((Address("pbx", "lines"),), (Address("pbx", "lines"),), ("user.behavior",))
    assert (calls.composite, calls.namespace) == ((("domain", "extension"),), {"schema": "archive"})
    assert (lines.role, lines.namespace, lines.time, lines.valid) == (
        Role.PROCESSOR, {"schema": "switch"}, TimeColumn("started"), ("since", "until"))
    assert (old.skip_processing, old.field("number").identity) == (True, "phone_number")
    assert book.warnings == ()


def test_every_field_is_read(tmp_path: Path) -> None:
    pbx = load(tmp_path, {"PBX_URL": ""}, pbx=WHOLE).sources[0]
    calls, lines, _ = pbx.collections()
    assert calls.field("domain").references == (Reference(Address("pbx", "lines"), "domain", "from"),)
    extension, cause = calls.field("extension"), calls.field("cause")
    assert (extension.data_type, extension.is_array, extension.return_all_elements) == ("string", True, True)
    assert (cause.length, cause.read_only, cause.masking_override, cause.unit) == (8, True, {"strategy": "hash"}, "seconds")
    assert (cause.label, cause.legend) == ({"da": "Årsag"}, {"16": {"en": "ended"}, "01": {"en": "first"}, "no": {"en": "none"}})
    assert [each.name for each in calls.fields] == ["domain", "extension", "cause", "place.town", "place.mast.id"]
    assert calls.key_fields == ("place.mast.id",)
    assert (lines.field("number").written, lines.field("number").kind) == (("digits", "national"), "phone_number")


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    text = source("- {name: person, fields: [{name: id}]}").replace("  role: controller\n", "")
    book = load(tmp_path, shop=text)
    shop = book.sources[0]
    assert (dict(shop.config), shop.label, shop.role, shop.timezone, shop.country) == ({}, {}, Role.CONTROLLER, "UTC", None)
    assert list(shop.collections()) == [Collection(Address("shop", "person"), (Field("id"),))]
    assert book.warnings == ("shop.yml:1: no role is given; taken as controller.",)


@pytest.mark.parametrize(("environ", "url"), [
    ({"HOST": "db", "NAME": "crm"}, "postgresql://db:5432/crm"), ({"HOST": "db", "NAME": "crm", "PORT": ""}, "postgresql://db:/crm"),
    ({"HOST": "${NAME}", "NAME": "x", "PORT": "1"}, "postgresql://${NAME}:1/x")])
def test_variables_are_filled_in_once(tmp_path: Path, environ: dict[str, str], url: str) -> None:
    text = source(PERSON).replace("  role:", '  config: {url: "postgresql://${HOST}:${PORT:-5432}/${NAME}", list: ["${NAME}"]}\n  role:')
    assert load(tmp_path, environ, shop=text).sources[0].config == {"url": url, "list": [environ["NAME"]]}


def test_a_dataset_file_is_read_unchanged(tmp_path: Path) -> None:
    dataset = "dataset:\n  - fides_key: shop\n    description: ${NOT_A_VARIABLE}\n    an_unknown_key: 1\n    collections:\n" + "".join(
        f"      {line}\n" for line in PERSON.strip().splitlines())
    head = "source:\n  key: {key}\n  connector: memory\n  role: controller\n  {how}\n"
    more = dataset.replace("fides_key: shop", "fides_key: more")
    book = load(tmp_path, theirs=dataset, more=more, shop=head.format(key="shop", how="dataset_file: theirs.yml"),
                also=head.format(key="also", how="dataset_files: [more.yml]"))
    assert [(one.key, [str(each.address) for each in one.collections()]) for one in book.sources] == [
        ("also", ["more.person"]), ("shop", ["shop.person"])]
    (tmp_path / "also.yml").unlink()
    (tmp_path / "old.yaml").write_text("")
    assert load(tmp_path).warnings == ("old.yaml: only *.yml files are read; rename it.", "more.yml: no source names this dataset file.")


def test_several_dataset_files_make_one_source(tmp_path: Path) -> None:
    files = {name: f"dataset: [{{fides_key: {name}, collections: [{{name: t, fields: [{{name: id}}]}}]}}]" for name in ("a", "b", "c")}
    for how in ("dataset_file: [a.yml, b.yml]", "dataset_files: [b.yml, a.yml]", "dataset_file: a.yml\n  dataset_files: [b.yml]"):
        book = load(tmp_path, **files, s=f"source:\n  key: s\n  connector: memory\n  role: controller\n  {how}\n")
        assert {str(one.address) for one in book.sources[0].collections()} == {"a.t", "b.t"}


def test_the_revision_is_that_of_the_mapping_and_of_nothing_else(tmp_path: Path) -> None:
    text = source(PERSON).replace("  role:", '  config: {url: "${URL}"}\n  role:')

    def revision(text: str, url: str = "x") -> str:
        return load(tmp_path, {"URL": url}, shop=text).sources[0].revision

    assert revision(text) == revision(text, "hunter2") == revision("# a remark\n" + text)
    changed = [text.replace("user.unique_id", "user.account"), text.replace("role: controller", "role: processor"),
               text.replace("role: controller", "role: controller\n  country: DK")]
    assert len({revision(one) for one in (text, *changed)}) == 4
