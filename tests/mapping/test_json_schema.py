"""Editors are told by the same models that read the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsr.cli import sources
from dsr.mapping.json_schema import json_schema

FILE = Path(__file__).parents[2] / "docs/sources.schema.json"


def test_the_file_beside_the_page_is_what_the_models_say() -> None:
    assert FILE.read_text(encoding="utf-8") == json_schema()  # written by: dsr sources schema > docs/sources.schema.json


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert sources.run(["schema"]) == 0
    assert capsys.readouterr().out == json_schema()


def test_it_knows_short_forms_and_keys_under_their_own_names() -> None:
    parts = json.loads(json_schema())["$defs"]
    field = parts["FieldMeta"]["properties"]
    assert {"json", "party", "side", "also", "secret_when"} <= field.keys()
    assert {"$ref": "#/$defs/Party"} in field["party"]["anyOf"]
    assert {"in", "matches", "empty", "like_anonymous", "column"} == parts["ConditionMeta"]["properties"].keys()
    assert {"type": "string"} in parts["CollectionMeta"]["properties"]["time"]["anyOf"]
    assert parts["FieldMeta"]["additionalProperties"] is False
