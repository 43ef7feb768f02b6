"""How much harm the rows of a collection do in wrong hands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dsr.demo.world import __file__ as demo
from dsr.domain import sensitivity
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Field
from dsr.domain.parties import Choice, Party
from dsr.domain.proof import Sensitivity
from dsr.domain.terms import Content, Terms
from dsr.mapping import load_folder
from tests.mapping.folder import load, source

NAME, MAIL = Field("name", ("user.name",)), Field("email", ("user.contact.email",))
CONTACT, USAGE, CONTENT = Sensitivity.CONTACT, Sensitivity.USAGE, Sensitivity.CONTENT


def of(*fields: Field, **given: Any) -> Collection:
    return Collection(Address("crm", "rows"), fields, **given)


@pytest.mark.parametrize(("collection", "what"), [
    (of(NAME, MAIL, Field("id", ("user.unique_id",)), Field("switch", ("system.operations",))), CONTACT),
    (of(NAME, Field("lang", ("user.demographic.language",))), CONTACT),
    (of(NAME, Field("age", ("user.demographic.age_range",))), USAGE),
    (of(NAME, Field("made_at", ("user.behavior",))), USAGE),
    (of(NAME, Field("bill", ("user.financial",))), USAGE),
    (of(NAME, Field("mast", ("user.location.imprecise",))), USAGE),
    (of(NAME, Field("body", ("user.content",))), USAGE),                     # what the person wrote
    (of(NAME, Field("strange", ("user.something_new",))), USAGE),            # not known to be harmless
    (of(NAME, Field("any", ("user",))), USAGE),
    (of(Field("any"), categories=("user.name",)), CONTACT),
    (of(Field("any"), categories=("user.telemetry",)), USAGE),
    (of(NAME, Field("said", ("user.content",), about="content")), CONTENT),
    (of(NAME, Field("said", ("user.content",), party=Choice(Party.CONTENT))), CONTENT),
    (of(NAME, Field("said", ("user.content",), party=Choice(Party.SUBJECT, (Condition("way", ("out",)),), Party.CONTENT))), CONTENT),
    (of(NAME, terms=Terms(content=Content(path="{name}"))), CONTENT),
    (of(NAME, Field("key", ("user.content",), secret=True)), CONTACT),       # never read, so nothing of it is given
    (of(NAME, Field("note", ("user.behavior",)), left_out=("note",)), CONTACT),
    (of(NAME, sensitivity=CONTENT), CONTENT),
    (of(NAME, terms=Terms(content=Content(path="{name}")), sensitivity=CONTACT), CONTACT),
    (of(Field("id", ("system.operations",))), CONTACT),                      # nothing of a person is told
])
def test_what_the_mapping_says_else_what_it_tells(collection: Collection, what: Sensitivity) -> None:
    assert sensitivity.of(collection) is what


def test_the_nearest_word_counts(tmp_path: Path) -> None:
    text = source("- {name: a, dsr_meta: {sensitivity: contact}, fields: [{name: id}]}\n- {name: b, fields: [{name: id}]}")
    text = text.replace("  role: controller\n", "  role: controller\n  sensitivity: content\n")
    assert [one.sensitivity for one in load(tmp_path, shop=text).sources[0].collections()] == [CONTACT, CONTENT]


def test_the_demo_says_what_it_takes() -> None:
    book = load_folder(Path(demo).parent / "sources", {"DEMO_CDR_DIR": "/x", "DEMO_CRM_URL": "sqlite://", "DEMO_PBX_URL": "sqlite://"})
    told = {str(one.address): sensitivity.of(one).value for one_source in book.sources for one in one_source.collections()}
    assert {name: told[name] for name in ("crm.contacts", "crm.number_assignments", "crm.tickets", "archive.calls", "pbx.v_users",
                                          "pbx.v_voicemail_messages")} == {
        "crm.contacts": "contact", "crm.number_assignments": "contact", "crm.tickets": "usage", "archive.calls": "usage", "pbx.v_users": "contact",
        "pbx.v_voicemail_messages": "content"}
