"""A source that a person searches: who is asked and for how long, told with file and line where it is wrong; and that nothing comes from there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsr.domain.asking import Owner
from dsr.domain.graph import plan
from dsr.mapping.schema_manual import ManualConfig
from tests.mapping.folder import load, problems, source

ARCHIVE = """\
source:
  key: archive
  connector: manual
  role: controller
  config:
    owner_email: archive@nordlys.example
    owner_name: Archive
    language: da
  dataset:
    - fides_key: archive
      collections:
        - name: letters
          fields:
            - {name: email, data_categories: [user.content], fides_meta: {identity: email}}
            - {name: number, fides_meta: {references: [{dataset: shop, field: person.number, direction: from}]}}
"""
SHOP = source("""
- name: person
  fields:
    - {name: email, data_categories: [user], fides_meta: {identity: email}}
    - {name: number}
""")
PAGE = (Path(__file__).parents[2] / "docs/manual.md").read_text(encoding="utf-8")


def test_what_the_file_leaves_out_has_its_default(tmp_path: Path) -> None:
    book = load(tmp_path, shop=SHOP, archive=ARCHIVE)
    archive = book.get("archive")
    assert archive is not None
    assert Owner.of(archive.config) == Owner("archive@nordlys.example", "Archive", "da", 14, 7, {}, shows_name=False)
    made = plan(book.sources, frozenset({"email"}), ("user",))
    assert [(stage.source_key, stage.needs) for stage in made.stages] == [("shop", ()), ("archive", (0,))]


def test_everything_can_be_said_also_by_variables(tmp_path: Path) -> None:
    said = "language: en\n    days: ${DAYS}\n    remind_after_days: '3'\n    show_name: ${SHOWN}\n    question: {da: Find breve}"
    text = ARCHIVE.replace("language: da", said)
    archive = load(tmp_path, {"DAYS": "10", "SHOWN": "true"}, shop=SHOP, archive=text).get("archive")
    assert archive is not None
    assert Owner.of(archive.config) == Owner("archive@nordlys.example", "Archive", "en", 10, 3, {"da": "Find breve"}, shows_name=True)


@pytest.mark.parametrize(("part", "other", "said"), [
    ("owner_email: archive@nordlys.example", "owner_email: archive", "archive.yml:6: 'owner_email': value is not a valid email address"),
    ("    owner_email: archive@nordlys.example\n", "", "archive.yml:5: 'owner_email' is missing."),
    ("owner_name: Archive", "owner_name: ''", "archive.yml:7: 'owner_name': must be one line of text."),
    ("owner_name: Archive", 'owner_name: "A\\nB"', "archive.yml:7: 'owner_name': must be one line of text."),
    ("language: da", "language: fr", "archive.yml:8: 'language': input should be 'da' or 'en'."),
    ("language: da", "language: da\n    days: 0", "archive.yml:9: 'days': input should be greater than or equal to 1."),
    ("language: da", "language: da\n    days: 7", "archive.yml:5: 'config': remind_after_days must be less than days."),
    ("language: da", "language: da\n    shows_name: true", "archive.yml:9: the key 'shows_name' is not known here"),
    (", data_categories: [user.content]", "", "archive.yml:12: archive.letters has no data category below user: nobody would be asked for it."),
    ("identity: email}", "identity: name}", "archive.yml:14: archive.letters.email: a name identifies nobody. Say show_name: true in the config"),
    (", direction: from", "",
    "archive.yml:15: archive.letters.number is searched by a person and leads nowhere; its reference needs direction: from."),
    ("fides_key: archive", "fides_key: archive\n      dsr_meta: {tenants: {collection: letters, key: email, name: email}}",
     "archive.yml:10: the dataset 'archive' is searched by a person and cannot tell the names of companies; remove tenants."),
])
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, part: str, other: str, said: str) -> None:
    assert part in ARCHIVE
    told = problems(tmp_path, shop=SHOP, archive=ARCHIVE.replace(part, other, 1))
    assert any(one.startswith(said) for one in told), told
    assert len(told) == 1


@pytest.mark.parametrize("direction", ["", ", direction: from"])
def test_no_values_come_from_a_person(tmp_path: Path, direction: str) -> None:
    waiting = SHOP.replace("{name: number}", f"{{name: number, fides_meta: {{references: [{{dataset: archive, field: letters.email{direction}}}]}}}}")
    told = problems(tmp_path, shop=waiting, archive=ARCHIVE)
    assert told == ["shop.yml:11: shop.person.number refers to archive.letters, which is searched by a person: no values come from there."]


def test_who_keeps_several_collections_is_asked_once_when_all_that_leads_there_is_known(tmp_path: Path) -> None:
    notes = "        - name: notes\n          fields:\n            - {name: number, data_categories: [user.content],"
    apart = ARCHIVE.replace("            - {name: number,", notes)
    made = plan(load(tmp_path, shop=SHOP, archive=apart).sources, frozenset({"email"}), ("user",))
    assert [(stage.source_key, len(stage.steps), stage.needs) for stage in made.stages] == [("shop", 1, ()), ("archive", 2, (0,))]


def test_values_may_be_sent_there_from_either_side(tmp_path: Path) -> None:
    sent = SHOP.replace("{name: number}", "{name: number, fides_meta: {references: [{dataset: archive, field: letters.email, direction: to}]}}")
    assert len(load(tmp_path, shop=sent, archive=ARCHIVE).sources) == 2


def test_the_example_of_the_page_loads(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    assert load(tmp_path, {}, archive=found[1]).warnings == ()


def test_every_key_is_on_the_page() -> None:
    assert {key for key in ManualConfig.model_fields if f"`{key}`" not in PAGE} == set()


def test_a_person_cannot_be_asked_who_holds_a_line(tmp_path: Path) -> None:
    marked = ARCHIVE.replace("        - name: letters\n", "        - name: letters\n          dsr_meta: {holders: {line: number, person: email}}\n")
    assert "archive.letters is searched by a person and cannot tell who holds a line" in " ".join(problems(tmp_path, archive=marked, shop=SHOP))
