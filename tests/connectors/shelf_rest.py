"""Rows behind a real HTTP server, given in pages, and found by a filter as loose as those of real interfaces are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from dsr.domain.dataset import Address, Collection, Field
from dsr.mapping.schema_rest import RestMeta
from tests.connectors.shelves import Columns, Kind, Row, Shelf
from tests.servers.http import Asked, HttpServer, Reply

SIZE = 1000
PAGINGS: dict[str, dict[str, Any]] = {
    "link": {"kind": "link"},
    "link in the answer": {"kind": "link", "next": "next"},
    "cursor": {"kind": "cursor", "next": "cursor", "param": "cursor"},
    "page": {"kind": "page", "start": 0},
    "offset": {"kind": "offset", "total": "total"},
}
_WORD = re.compile(r"[^0-9a-z]+")


def location(**given: Any) -> dict[str, object]:
    """What stands under `dsr_meta: rest:`, as the mapping hands it on."""
    return RestMeta.model_validate({"path": "/rows", **given}).model_dump(exclude_none=True)


def loosely(cell: object) -> set[str]:
    """What the filter of the server compares: the last signs of what stands before a host."""
    cells = cell if isinstance(cell, list) else [cell]
    return {_WORD.sub("", re.split("[@;]", str(one))[0].casefold())[-3:] for one in cells if one is not None}


class RestShelf(Shelf):
    """Read whole, page by page."""

    connector = "rest"
    keeps = Shelf.keeps | {"texts"}

    def __init__(self, paging: str = "link") -> None:
        self._tables: dict[str, tuple[Columns, list[Row]]] = {}
        self._paging = PAGINGS[paging]
        self.server = HttpServer(self._answer)

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        self._tables[table] = (columns, list(rows))

    def config(self) -> dict[str, object]:
        return {"base_url": self.server.url}

    def location(self, table: str) -> dict[str, object]:
        return location(path=f"/{table}", rows="rows", paging=self._paging)

    def found(self, kind: Kind, value: Any) -> object:
        return value if value is None else Decimal(str(value)) if kind == "real" else str(value) if kind == "stamp" else value

    def _answer(self, asked: Asked) -> Reply:
        if asked.path == "/":
            return Reply(b"{}", status=404)
        if asked.path[1:] not in self._tables:
            return Reply(b'{"error": "no such table"}', status=404)
        columns, rows = self._tables[asked.path[1:]]
        rows = self._asked_for(columns, rows, asked)
        start = int(asked.get("offset") or asked.get("at") or asked.get("cursor") or 0) or int(asked.get("page") or 0) * SIZE
        more = start + SIZE if start + SIZE < len(rows) else None
        page = ",".join(written(columns, row) for row in rows[start:start + SIZE])
        following = "" if more is None else "?" + "&".join([*(f"{name}={value}" for name, value in asked.query if name != "at"), f"at={more}"])
        body = f'{{"rows": [{page}], "total": {len(rows)}, "cursor": {json.dumps(more and str(more))}, "next": {json.dumps(following or None)}}}'
        linked = {"Link": f'<{asked.path}{following}>; rel="next"'} if following and self._paging == {"kind": "link"} else {}
        return Reply(body.encode(), headers=linked)

    def _asked_for(self, columns: Columns, rows: list[Row], asked: Asked) -> list[Row]:
        return rows


class AskedShelf(RestShelf):
    """Asked for by value, several at once; what it does not know it does not look at, as many interfaces do."""

    paging: ClassVar[dict[str, Any]] = PAGINGS["cursor"]

    def __init__(self) -> None:
        super().__init__("cursor")

    def collection(self, table: str, columns: Iterable[str], *, fields: Iterable[Field] = (), **more: Any) -> Collection:
        made = super().collection(table, columns, fields=fields, **more)
        by = [{"field": field.name, "name": field.name, "batch": 400} for field in made.fields]
        where = location(path=f"/{table}", rows="rows", paging=self.paging, by=by)
        return Collection(Address("d", table), made.fields, **{**more, "location": where})

    def _asked_for(self, columns: Columns, rows: list[Row], asked: Asked) -> list[Row]:
        wanted: dict[int, set[str]] = {}
        for name, value in asked.query:
            if name in columns:
                wanted.setdefault(list(columns).index(name), set()).update(loosely(value))
        return [row for row in rows if all(loosely(row[place]) & values for place, values in wanted.items())]


def written(columns: Iterable[str], row: Row) -> str:
    """An object of JSON in which decimals keep their digits."""
    return "{" + ", ".join(f"{json.dumps(name)}: {_cell(cell)}" for name, cell in zip(columns, row, strict=True)) + "}"


def _cell(cell: object) -> str:
    return str(cell) if isinstance(cell, Decimal) else json.dumps(str(cell) if isinstance(cell, datetime) else cell)


@contextmanager
def serving(shelf: RestShelf) -> Iterator[RestShelf]:
    try:
        yield shelf
    finally:
        shelf.server.stop()
