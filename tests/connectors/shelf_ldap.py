"""Rows as entries of a directory: one entry for each, its cells as texts; what is NULL is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tests.connectors.shelves import Columns, Kind, Row, Shelf
from tests.servers.ldap import ACCOUNT, PASSWORD, SUFFIX, Directory, Entry, a_type


class LdapShelf(Shelf):
    keeps = Shelf.keeps | {"texts"}
    has_empty_texts: ClassVar[bool] = True

    def base(self, table: str) -> str:
        return f"ou={table},{SUFFIX}"

    def location(self, table: str) -> dict[str, object]:
        return {"base": self.base(table), "scope": "one", "object_classes": [], "filter": None}

    def found(self, kind: Kind, value: Any) -> object:
        """A text, whatever was put there."""
        return None if value is None or (value == "" and not self.has_empty_texts) else str(value)

    def entries(self, table: str, columns: Columns, rows: Iterable[Row]) -> Iterable[Entry]:
        yield self.base(table), {"objectClass": ["organizationalUnit"], "ou": [table]}
        for number, row in enumerate(rows):
            cells = {name: self.values(cell) for name, cell in zip(columns, row, strict=True)}
            yield f"cn={number},{self.base(table)}", {"objectClass": ["person"], "cn": [str(number)],
                                                       **{name: values for name, values in cells.items() if values}}

    def values(self, cell: object) -> list[str]:
        found = [self.found("text", one) for one in (cell if isinstance(cell, list) else [cell])]
        return [str(one) for one in found if one is not None]


class LdaptorShelf(LdapShelf):
    connector = "ldap"

    def __init__(self, server: Directory) -> None:
        self.server = server

    def config(self) -> dict[str, object]:
        return {"url": self.server.tls_url, "ca_file": self.server.ca_file, "bind_dn": ACCOUNT, "password": PASSWORD}

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        types = [a_type(100 + place, name, more="" if kind == "texts" else "SINGLE-VALUE ") for place, (name, kind) in enumerate(columns.items())]
        self.server.put(self.entries(table, columns, rows), types)
