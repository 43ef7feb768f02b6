"""The desk's words for the codes of a case, for who tells of it elsewhere. Invariant: the same filters as on the pages, so that both say the same."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from dsr.services.read.collection import Atlas
from dsr.web.words import known

TABLES = frozenset({"act", "choice_reason", "decided", "doubt", "event", "fate", "gap", "letter", "pause", "proof", "proof_state", "right", "routed"})


def of(atlas: Atlas) -> Callable[[str, str], str]:
    """A word for a code of a table; what mappings name comes from the atlas. In the language that is spoken when it is asked."""
    named = {"source": atlas.source, "collection": lambda one: _collection(one, atlas), "column": lambda one: atlas.columns(*_column(one))[0]}
    filters = current_app.jinja_env.filters
    return lambda table, code: str((filters[table] if table in TABLES else named[table])(code))


def _collection(address: str, atlas: Atlas) -> str:
    """One that no mapping knows any more by its own name, made readable."""
    named = atlas.collection(address)
    return known({}, address.rpartition(".")[2]) if named == address else named


def _column(name: str) -> tuple[str, list[str]]:
    address, _, column = name.rpartition("/")
    return address, [column]
