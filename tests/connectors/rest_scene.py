"""A server that answers as a test says, and one person who is looked for there, whose values must be in no error and no log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceError
from tests.connectors.asking import by, collected
from tests.connectors.shelf_rest import location
from tests.connectors.shelves import Row
from tests.servers.http import Asked, HttpServer, Reply

CAROL = "carol@secret.example"
CARD: dict[str, object] = {"id": 1, "name": "Carol Secret", "email": CAROL}
BY_EMAIL = {"field": "email", "name": "email"}


def rows(*found: dict[str, object], **more: object) -> Reply:
    return Reply(json.dumps({"rows": list(found), **more}).encode())


class Scene:
    def __init__(self, server: HttpServer) -> None:
        self.server = server

    @property
    def asked(self) -> list[Asked]:
        return self.server.asked

    def answers(self, answer: Reply | Callable[[Asked], Reply]) -> None:
        self.server.answer = answer if callable(answer) else lambda _: answer

    def collection(self, *, names: tuple[str, ...] = ("id", "name", "email"), rest: dict[str, Any] | None = None, **more: Any) -> Collection:
        told = {"rows": "rows", "by": BY_EMAIL, **(rest or {})}
        return Collection(Address("d", "people"), tuple(Field(name) for name in names), location=location(**told), **more)

    def source(self, collection: Collection, **config: object) -> Source:
        given = {"base_url": self.server.url, "timeout_s": 20, **config}
        return Source("crm", "rest", given, (Dataset("d", (collection,)),), timezone="Europe/Copenhagen", country="DK")

    def collect(self, rest: dict[str, Any] | None = None, columns: tuple[str, ...] = ("id",), config: dict[str, object] | None = None) -> list[Row]:
        collection = self.collection(rest=rest)
        return collected(self.source(collection, **config or {}), collection, columns, by("email", CAROL, kind="email"))

    def fails(self, error: type[SourceError], match: str, **given: Any) -> SourceError:
        """The error of a reading that must not succeed."""
        with pytest.raises(error, match=match) as caught:
            self.collect(**given)
        assert type(caught.value) is error
        assert is_silent(str(caught.value) + repr(caught.value.__cause__)), "the error holds a value"
        return caught.value


def is_silent(text: str) -> bool:
    return not any(word in text.lower() for word in ("secret", "carol", "http:", "https:", "127.0.0.1"))


@contextmanager
def scene(certificate: Path | None = None) -> Iterator[Scene]:
    server = HttpServer(lambda _: rows(CARD), certificate)
    try:
        yield Scene(server)
    finally:
        server.stop()
