"""Answers to write, small and made up; and the files that came of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, BinaryIO

import pypdfium2  # type: ignore[import-untyped]

from dsr.documents.bundle import Written, write_response
from dsr.domain.answer import Answer, Column, EntityFacts, Table
from dsr.domain.dataset import Address
from dsr.domain.searched import Searched
from dsr.domain.values import Kind, WireBatch
from dsr.domain.words import Right, Role
from dsr.services.survey import surveyed

ENTITY = EntityFacts("Fjordtel A/S", "Havnegade 12, 8000 Aarhus C", "DK", "Europe/Copenhagen", "dpo@fjordtel.example", "Datatilsynet",
                     "www.datatilsynet.dk")


class MemorySink:
    """Files by name, kept when they are closed."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def open(self, name: str) -> BinaryIO:
        return _Kept(self.files, name)

    @property
    def response(self) -> dict[str, Any]:
        return dict(json.loads(self.files["response.json"]))

    def lines(self, address: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files[f"data/{address}.jsonl"].splitlines()]

    def sheet(self, address: str) -> str:
        return self.files[f"data/{address}.csv"].decode("utf-8-sig")

    def html(self) -> str:
        return self.files["response.html"].decode()

    def pages(self) -> list[str]:
        """Text of each PDF page, line breaks as blanks."""
        with pypdfium2.PdfDocument(self.files["response.pdf"]) as pdf:
            return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]

    def text(self) -> str:
        return " ".join(self.pages())


class _Kept(BytesIO):
    def __init__(self, files: dict[str, bytes], name: str) -> None:
        super().__init__()
        self._files, self._name = files, name

    def close(self) -> None:
        if not self.closed:
            self._files[self._name] = self.getvalue()
        super().close()


def columns(*names: str, **facts: Any) -> tuple[Column, ...]:
    return tuple(Column(name, name.capitalize(), "user", **facts) for name in names)


def table(shown: int, *names: str, address: str = "crm.contact", **facts: Any) -> Table:
    """A controller's table that shows all it found, unless told otherwise."""
    dataset, collection = address.split(".", 1)
    return Table(**{"source": dataset, "source_label": dataset.upper(), "address": Address(dataset, collection), "label": collection.capitalize(),
                    "role": Role.CONTROLLER, "columns": columns(*names), "found": shown, "shown": shown, **facts})


def answer(*tables: Table, **facts: Any) -> Answer:
    return Answer(**{"reference": "DSR-7K2M-93QD-4", "right": Right.ACCESS, "locale": "en", "entity": ENTITY,
                     "generated_at": datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "person_name": "Søren Ærø O’Brien",
                     "received_on": date(2026, 11, 3), "due_on": date(2026, 12, 3), "identities": (Searched("email", "soeren@nordlys.example"),),
                     "tables": tables, "print_rows": None, **facts})


def batch(rows: list[list[Any]], *kinds: Kind, names: tuple[str, ...] = ()) -> WireBatch:
    kinds = kinds or tuple(Kind.TEXT for _ in rows[0])
    return WireBatch.of_rows(names or tuple(f"c{place}" for place in range(len(kinds))), kinds, rows)


def write(one: Answer, *batches: WireBatch, more: dict[str, list[WireBatch]] | None = None) -> tuple[MemorySink, Written]:
    """Write `one`; `batches` are the rows of its first table, `more` those of others by address."""
    sink = MemorySink()

    def rows(asked: Table) -> Iterator[WireBatch]:
        return iter((more or {})[str(asked.address)] if more and str(asked.address) in more else batches)

    return sink, write_response(one, rows, sink)


def looked(one: Answer, *batches: WireBatch) -> tuple[MemorySink, Written]:
    """The same, after the look at all rows that every answer has: with months and sums. `batches` are the rows of the only table."""
    return write(surveyed(one, lambda _table: iter(batches)), *batches)
