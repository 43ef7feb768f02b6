"""The shape of a source file as JSON Schema, for editors; made from the very models that read the files.

Invariant: `docs/sources.schema.json` is what this gives; a test compares.
"""

from __future__ import annotations

import json

from dsr.mapping.schema import SourceFile


def json_schema() -> str:
    """The schema as text."""
    made = SourceFile.model_json_schema(by_alias=True, mode="validation")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, indent=2, ensure_ascii=False) + "\n"
