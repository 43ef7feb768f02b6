"""JSON lines: values come as they are, wherever a name leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.errors import SourceMisconfigured
from tests.connectors.archive import read
from tests.connectors.asking import by


def test_json_values_come_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"owner": "me", "a": 123456789012345678901234567890, "b": "007", "c": 1.5, "d": null, "e": true, "f": "2026-03-29", "g": {"x": [1]}}\n')
    assert read(tmp_path, "a.jsonl", ["a", "b", "c", "d", "e", "f", "g"], by("owner", "me")) == [
        (123456789012345678901234567890, "007", 1.5, None, True, "2026-03-29", {"x": [1]})]


@pytest.mark.parametrize(("cell", "key", "kind"), [
    ("7", 7, None), ("7.0", 7, None), ("7", "7", None), ("true", True, None), ("false", 0, None), ('["1", "7"]', "7", None), ("[1, 7]", 7, None),
    ("4578770202", "+4578770202", "phone_number"), ('["1", "sip:78770202@x.example"]', "+4578770202", "phone_number"), ('"[7]"', "[7]", None),
    ('"\\u00e6"', "æ", None), ('"a\\"b"', 'a"b', None)])
def test_a_key_finds_a_json_value_that_equals_it(tmp_path: Path, cell: str, key: object, kind: str | None) -> None:
    others = ['{"id": 2, "cell": "no"}', '{"id": 3, "cell": null}', '{"id": 4, "cell": {"a": 7}}', '{"id": 5}']
    (tmp_path / "a.jsonl").write_text("\n".join([f'{{"id": 1, "cell": {cell}}}', *others]))
    assert read(tmp_path, "a.jsonl", ["id"], by("cell", key, kind=kind)) == [(1,)]


def test_a_name_that_few_lines_have_is_a_column(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 0}\n' * 3000 + '{"id": 1, "rare": {"owner": "me"}}\n')
    assert read(tmp_path, "a.jsonl", ["id", "rare.owner"], by("rare.owner", "me")) == [(1, "me")]
    with pytest.raises(SourceMisconfigured, match="no column 'rarer'"):
        read(tmp_path, "a.jsonl", ["id", "rarer"], by("rare.owner", "me"))


