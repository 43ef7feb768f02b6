"""Where the file of a row lies, as a table of cases; nothing leads out of the folder."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.content import Where, where
from dsr.domain.terms import Content
from dsr.domain.words import NotEnclosed

TWO = "{folder}/{name}"
TOP = "/var/lib/freeswitch/recordings"


def found(path: str, *, strip: str = "", root: str = "/mnt/rec", **cells: object) -> Where | NotEnclosed | None:
    return where(Content(path, strip), defaultdict(lambda: None, cells).__getitem__, root)


@pytest.mark.parametrize(("path", "cells", "expected"), [
    (TWO, {"folder": "2026/01", "name": "a.wav"}, Where(("2026", "01"), "a.wav")),
    (TWO, {"folder": "2026/01/", "name": " a b.wav"}, Where(("2026", "01"), " a b.wav")),
    (TWO, {"folder": f"{TOP}/2026", "name": "a.wav"}, Where(("2026",), "a.wav")),
    (TWO, {"folder": "/mnt/rec/2026", "name": "a.wav"}, Where(("2026",), "a.wav")),
    (TWO, {"folder": "/elsewhere", "name": "a.wav"}, Where(("elsewhere",), "a.wav")),
    (TWO, {"folder": f"{TOP}-old", "name": "a.wav"}, Where(("var", "lib", "freeswitch", "recordings-old"), "a.wav")),
    (TWO, {"folder": None, "name": "a.wav"}, Where((), "a.wav")),
    (TWO, {"folder": "./x/.", "name": "./a.wav"}, Where(("x",), "a.wav")),
    (TWO, {"folder": "2026", "name": None}, None),
    (TWO, {"folder": "2026", "name": "  "}, None),
    (TWO, {"folder": "..", "name": "a.wav"}, NotEnclosed.OUTSIDE),
    (TWO, {"folder": "x", "name": "../../etc/passwd"}, NotEnclosed.OUTSIDE),
    (TWO, {"folder": f"{TOP}/../..", "name": "a.wav"}, NotEnclosed.OUTSIDE),
    (TWO, {"folder": "x", "name": "a\0.wav"}, NotEnclosed.OUTSIDE),
    (TWO, {"folder": "x", "name": "..wav"}, Where(("x",), "..wav")),
    ("{name}", {"name": "/"}, None),
    ("{id}.wav", {"id": 7}, Where((), "7.wav")),
    ("{folder}/fixed.wav", {"folder": "x"}, Where(("x",), "fixed.wav")),
    ("{folder}/fixed.wav", {"folder": ""}, None),
    ("{folder}/msg{id}.*", {"folder": "x", "id": "0001"}, Where(("x",), "msg0001.*", is_pattern=True)),
    ("{folder}/{id}.*", {"folder": "x[1]", "id": "a*?[b"}, Where(("x[1]",), "a[*][?][[]b.*", is_pattern=True)),
    ("{name}", {"name": "a*.wav"}, Where((), "a*.wav")),
    ("{name}*", {"name": "a/b"}, Where(("a",), "b*", is_pattern=True)),
])
def test_where_a_file_lies(path: str, cells: dict[str, object], expected: Where | NotEnclosed | None) -> None:
    assert found(path, strip=TOP, **cells) == expected


@given(st.text("./a\0*", max_size=12), st.text("./a\0*", max_size=12))
def test_no_cell_leads_upwards(folder: str, name: str) -> None:
    at = found("{folder}/{name}.*", folder=folder, name=name)
    assert not isinstance(at, Where) or not {"..", ".", ""} & {*at.folders, at.name}


def test_what_must_be_read_is_told_once() -> None:
    assert Content("{a}/{b}/{a}.wav").columns == ("a", "b")
    assert Content(column="message").columns == ("message",)
