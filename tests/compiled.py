"""What each application of a run would compile anew is compiled once: hundreds of tests build one, and this was most of what they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """By the name and the text of a template; that the text is the same, Jinja checks."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._made:
            bucket.bytecode_from_string(self._made[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._made[bucket.key] = bucket.bytecode_to_string()


def once() -> None:
    """From here on, templates and the functions that build addresses."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}
    made: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
    compiled = Rule._compile_builder

    def builder(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """It finds the converters in the rule that it is bound to; all else that it depends on is the key."""
        told: dict[str, Any] = dict(self.defaults or {})
        key = (self.rule, self.subdomain, self.host, self.merge_slashes, repr(sorted(told.items())), append_unknown)
        if key not in made:
            made[key] = compiled(self, append_unknown)
        return made[key]

    Rule._compile_builder = builder  # type: ignore[method-assign]


_first: dict[str, Engine] = {}


def statements(engine: Engine) -> None:
    """An engine that works as the first of its kind does uses what that has compiled; a statement is known by its dialect, too."""
    if engine.dialect.name not in _first:
        engine.connect().close()  # a dialect knows its database only after that
    first = _first.setdefault(engine.dialect.name, engine)
    first._compiled_cache.capacity = 10_000  # type: ignore[union-attr]  # of all tests together
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
