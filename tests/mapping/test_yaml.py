"""YAML is read safely: one value per key, no objects, no bombs, and every complaint has its line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.errors import Misconfigured
from dsr.mapping import yaml_lines
from dsr.mapping.yaml_lines import Document, read


def document(folder: Path, text: str | bytes) -> Document:
    (folder / "f.yml").write_bytes(text.encode() if isinstance(text, str) else text)
    return read(folder / "f.yml")


def refused(folder: Path, text: str | bytes) -> str:
    with pytest.raises(Misconfigured) as told:
        document(folder, text)
    (one,) = told.value.problems
    return one


def test_values_have_their_lines(tmp_path: Path) -> None:
    made = document(tmp_path, "a: 1\nb:\n  - x\n  - c: {d: 2}\n    e:\n      f: 3\n")
    assert made.data == {"a": 1, "b": ["x", {"c": {"d": 2}, "e": {"f": 3}}]}
    places = [("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "c", "d"), ("b", 1, "e"), ("b", 1, "e", "f"), ("b", 7, "gone"), ()]
    assert [made.where(at) for at in places] == ["f.yml:1", "f.yml:2", "f.yml:3", "f.yml:4", "f.yml:4", "f.yml:5", "f.yml:6", "f.yml:2", "f.yml:1"]


def test_keys_are_what_is_written(tmp_path: Path) -> None:
    assert document(tmp_path, "{no: 1, 01: 2, 1_000: 3, 2026-01-01: 4, ~: 5, 0x1F: 6, True: 7, 'yes': 8}").data == {
        "no": 1, "01": 2, "1_000": 3, "2026-01-01": 4, "~": 5, "0x1F": 6, "true": 7, "yes": 8}


def test_a_block_may_be_used_again_and_bettered(tmp_path: Path) -> None:
    made = document(tmp_path, "base: &base {a: 1, b: 2}\nother: {<<: *base, b: 3}\nagain: *base\n")
    assert made.data == {"base": {"a": 1, "b": 2}, "other": {"a": 1, "b": 3}, "again": {"a": 1, "b": 2}}


@pytest.mark.parametrize(("text", "said"), [
    ("a: 1\na: 2\n", "f.yml:2: the key 'a' stands twice."),
    ("x:\n  - {a: 1, b: 2, a: 3}\n", "f.yml:2: the key 'a' stands twice."),
    ("a: [1\nb: 2\n", "f.yml:2: this is not YAML: expected ',' or ']', but got ':'."),
    ("a: b: c\n", "f.yml:1: this is not YAML: mapping values are not allowed here."),
    ("a: *gone\n", "f.yml:1: this is not YAML: found undefined alias 'gone'."),
    ("a: 1\n---\nb: 2\n", "f.yml:2: this is not YAML: but found another document."),
    ("a: !!python/object/apply:os.system [true]\n", None),
    ("a: !!python/name:os.system\n", "f.yml:1: this is not YAML: could not determine a constructor"),
    ("a: 2026-13-45\n", "f.yml:1: this value is not what it looks like; put it into quotes."),
    ("a: !!int ''\n", "f.yml:1: this value is not what it looks like"),
    ("a: !!bool maybe\n", "f.yml:1: this value is not what it looks like"),
    (f"a:\n  b: {'9' * 5000}\n", "f.yml:2: this value is not what it looks like"),
    ("\ta: 1\n", "f.yml:1: this is not YAML"),
    ("a: \x01\n", "f.yml: this is not YAML: it holds characters that may not stand in a text file."),
    (b"a: \xff\n", "f.yml: the file is not UTF-8 text."),
    ("[" * 5000, "f.yml: the file is nested too deeply."),
    ("a: &a [*a]\n", "f.yml: the file is nested too deeply."),
    ("a: &a {b: *a}\n", "f.yml: the file is nested too deeply."),
])
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str | bytes, said: str | None) -> None:
    if said is None:
        assert document(tmp_path, text).data == {"a": [True]}  # a list is a list, whatever it calls itself
    else:
        assert refused(tmp_path, text).startswith(said)


def test_a_bomb_of_aliases_does_not_go_off(tmp_path: Path) -> None:
    lines = ["a0: &a0 [" + ", ".join(["x"] * 10) + "]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.monotonic()
    assert "the file holds too many values" in refused(tmp_path, "\n".join(lines))
    assert time.monotonic() - started < 30


def test_a_large_mapping_is_no_bomb(tmp_path: Path) -> None:
    rows = "\n".join(f"  - {{name: field_{n}, data_categories: [user]}}" for n in range(2000))
    assert len(document(tmp_path, f"fields:\n{rows}\n").data["fields"]) == 2000
    assert yaml_lines.MOST_NODES > 100_000


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        document(tmp_path_factory.getbasetemp(), text)
    except Misconfigured as error:
        (one,) = error.problems
        assert one.startswith("f.yml")
