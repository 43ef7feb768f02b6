"""docs/sources.md is the reference of what is read: its example loads, and it names every key, way and form that a mapping may use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from dsr.domain.graph import plan
from dsr.mapping import schema, schema_rules, schema_terms
from dsr.mapping.book import CONNECTORS, LATER
from tests.mapping.folder import load

PAGE = (Path(__file__).parents[2] / "docs/sources.md").read_text(encoding="utf-8")
OURS = [one for module in (schema, schema_rules, schema_terms) for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, schema._Ours | schema_rules.Strict) and one not in (schema._Ours, schema_rules.Strict)]
FIDES = [one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, schema._Fides) and one is not schema._Fides]


def keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_the_example_loads_and_is_searched(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    book = load(tmp_path, {"PBX_URL": "sqlite:///pbx"}, pbx=found[1])
    made = plan(book.sources, frozenset({"extension"}), ("user",))
    assert [str(step.address) for stage in made.stages for step in stage.steps] == ["pbx.extensions", "pbx.calls"]
    assert (book.warnings, made.gaps, made.cut) == ((), (), ())


@pytest.mark.parametrize("model", [*OURS, *FIDES], ids=lambda model: model.__name__)
def test_every_key_is_on_the_page(model: type[BaseModel]) -> None:
    assert {key for key in keys(model) if not re.search(rf"\b{key}\b", PAGE)} == set()


@pytest.mark.parametrize("names", [get_args(schema_rules.Way), get_args(schema.Written), CONNECTORS, LATER],
                         ids=["ways", "times", "connectors", "later"])
def test_every_word_is_on_the_page(names: tuple[str, ...]) -> None:
    assert {name for name in names if f"`{name}`" not in PAGE} - {"memory"} == set()  # memory is for tests: its rows stand in no file
