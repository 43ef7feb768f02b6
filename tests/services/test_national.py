"""A national number in what somebody wrote is sealed nowhere, printed nowhere, counted and told."""

from __future__ import annotations

import pytest

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.enclosed import Kept, NotThere
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.national_ids import MARK
from dsr.domain.parties import Choice, Party
from dsr.services import answer as answers
from dsr.services import answer_files
from dsr.services.sealing import open_chunk
from dsr.services.search import search
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.documents.answers import MemorySink
from tests.services.test_answer import AT, occasion

KEY = ephemeral_key()
CPR = "070761-4285"
NOTES = Collection(Address("crm", "notes"), (
    Field("email", ("user.contact",), "email", "email"), Field("number", ("user.behavior",)), Field("ticket", ("user.unique_id",)),
    Field("subject", ("user.content",)), Field("said", ("user.behavior",), party=Choice(Party.CONTENT))))
ROWS = [
    {"email": "me@x.example", "number": CPR, "ticket": "0707614285", "subject": f"About {CPR}", "said": "Call 31 00 04 17"},
    {"email": "me@x.example", "number": "1", "ticket": "2", "subject": None, "said": {"text": f"cpr 0707614285 and {CPR}", "by": 7}},
    {"email": "you@x.example", "number": "1", "ticket": "2", "subject": None, "said": CPR}]


def answered(store: Store, locale: str = "en") -> tuple[answers.Answer, answers.Haul, MemorySink]:
    source = Source("crm", "memory", {"tables": {"notes": ROWS}}, (Dataset("crm", (NOTES,)),), timezone="UTC", country="DK")
    made = plan([source], frozenset({"email"}), ("user",))
    haul = search(made, [source], (Identity("email", "me@x.example"),), ("user",), now=AT, store=store, handle=KEY, beat=lambda _rows: None)
    answer = answers.look(answers.assemble(occasion(locale), made, [source], haul), haul, store=store, handle=KEY)
    sink = MemorySink()
    answers.write(answer, haul, sink, store=store, handle=KEY)
    return answer, haul, sink


def test_what_people_wrote_is_sealed_without_the_number(store: Store) -> None:
    _, haul, _ = answered(store)
    (chunk,) = haul.sealed
    batch = open_chunk(chunk, store, KEY)
    assert batch.cells[3] == (f"About {MARK}", None)
    assert batch.cells[4] == ("Call 31 00 04 17", {"text": f"cpr {MARK} and {MARK}", "by": 7})
    assert (batch.removed, batch.masked) == ({3: [0], 4: [1]}, {})


def test_what_is_no_text_is_left_alone(store: Store) -> None:
    _, _, sink = answered(store)
    assert [line["number"] for line in sink.lines("crm.notes")] == [CPR, "1"]
    assert [line["ticket"] for line in sink.lines("crm.notes")] == ["0707614285", "2"]


@pytest.mark.parametrize(("locale", "words"), [("en", "[national number removed]"), ("da", "[personnummer fjernet]")])
def test_words_stand_in_its_place_in_every_file(store: Store, locale: str, words: str) -> None:
    _, _, sink = answered(store, locale)
    assert [line["subject"] for line in sink.lines("crm.notes")] == [f"About {words}", None]
    assert sink.lines("crm.notes")[1]["said"] == {"text": f"cpr {words} and {words}", "by": 7}
    assert sink.sheet("crm.notes").count(words) == 3
    assert sink.html().count(words) >= 3
    assert f"About {words}" in sink.text()
    assert not [name for name, data in sink.files.items() if MARK.encode() in data]


def test_it_is_counted_and_told_why(store: Store) -> None:
    answer, _, sink = answered(store)
    assert {column.name: column.removed for column in answer.tables[0].columns if column.removed} == {"subject": 1, "said": 2}
    fields = {one["name"]: one.get("national_numbers_removed") for one in sink.response["collections"][0]["fields"]}
    assert fields == {"email": None, "number": None, "ticket": None, "subject": 1, "said": 2}
    for text in (sink.text(), sink.html()):
        assert "were taken out: 3. We do not register such numbers" in text
        assert "replaced by [national number removed]: 2" in text


def test_no_name_of_a_file_holds_it() -> None:
    source = Source("crm", "memory", {}, (Dataset("crm", (NOTES,)),))
    kept = [Kept("crm", "crm.notes", None, name, "application/pdf", 1, "0", "p", number) for number, name in enumerate(
        (f"scan {CPR}.pdf", "20261124-0918.pdf"), 1)]
    going, counts = answer_files.enclosed(kept, {NOTES.address: NotThere()}, (), {NOTES.address: (source, NOTES)}, "en")
    assert [one.file for one in going] == ["files/0001-scan%20number-removed.pdf", "files/0002-20261124-0918.pdf"]
    assert [(one.enclosed, one.removed) for one in counts] == [(2, 1)]
