"""CSV is read however it is written, and its cells are text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dsr.domain.dataset import Field
from dsr.domain.errors import SourceMisconfigured
from tests.connectors.archive import read
from tests.connectors.asking import by
from tests.connectors.shelves import Row, zstd

ROWS = [("id", "owner", "note"), ("1", "me", "Søren; 8 €"), ("2", "you", "x")]
BODY = ROWS[1:]
FIELDS = tuple(Field(name) for name in ROWS[0])


def written(delimiter: str = ",", rows: Sequence[Sequence[str]] = ROWS, **more: Any) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, **more).writerows(rows)
    return out.getvalue()


def found(path: Path, content: bytes, **location: Any) -> list[Row]:
    path.write_bytes(content)
    return read(path.parent, path.name, ["id", "owner", "note"], by("owner", "me"), fields=FIELDS, **location)


WAYS: list[tuple[str, bytes, dict[str, Any]]] = [
    ("comma", written().encode(), {}), ("semicolon", written(";").encode(), {}), ("tab", written("\t").encode(), {}),
    ("bar", written("|").encode(), {}), ("another sign", written("§").encode(), {"delimiter": "§"}),
    ("with a mark of order", b"\xef\xbb\xbf" + written(";").encode(), {}),
    ("lines of Unix", written(lineterminator="\n").encode(), {}), ("no end of the last line", written().rstrip().encode(), {}),
    ("all quoted", written(quoting=csv.QUOTE_ALL).encode(), {}), ("no header", written(rows=BODY).encode(), {"header": False}),
    ("no header, semicolon", written(";", BODY).encode(), {"header": False}),
    ("blanks in the header", written(rows=[("id ", " owner", "note"), *BODY]).encode(), {}),
    ("names that are empty", written(rows=[("id", "owner", "note", "", ""), *((*row, "", "") for row in BODY)]).encode(), {}),
    ("names that differ in case", written(rows=[("ID", "owner", "note", "id"), *(("9", *row[1:], row[0]) for row in BODY)]).encode(), {}),
]
ENCODED: list[tuple[str, bytes, dict[str, Any]]] = [
    ("cp1252", written(";").encode("cp1252"), {"encoding": "cp1252"}), ("utf-16", written(";").encode("utf-16"), {"encoding": "utf-16"}),
    ("utf-8", written().encode(), {"encoding": "utf-8"}),
    ("iso8859-15, no header", written(";", BODY).encode("iso8859-15"), {"header": False, "encoding": "iso8859-15"}),
]


@pytest.mark.parametrize(("content", "location"), [way[1:] for way in (*WAYS, *ENCODED)], ids=[way[0] for way in (*WAYS, *ENCODED)])
def test_csv_is_read_however_it_is_written(tmp_path: Path, content: bytes, location: dict[str, Any]) -> None:
    assert found(tmp_path / "a.csv", content, **location) == [("1", "me", "Søren; 8 €")]


@pytest.mark.parametrize(("content", "location"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS])
def test_packed_csv_is_read_however_it_is_written(tmp_path: Path, content: bytes, location: dict[str, Any]) -> None:
    assert found(tmp_path / "a.csv.zst", zstd(content), **location) == [("1", "me", "Søren; 8 €")]


def test_no_line_is_a_comment_and_no_cell_stands_for_null(tmp_path: Path) -> None:
    content = b'id,owner,note\n#1,me,NULL\n//2,me,\\N\n-- 3,me,""\n ,me,\n'
    assert found(tmp_path / "a.csv", content) == sorted([("#1", "me", "NULL"), ("//2", "me", "\\N"), ("-- 3", "me", ""), (" ", "me", None)], key=str)


def test_an_encoding_within_zstd_is_told_to_be_too_much(tmp_path: Path) -> None:
    with pytest.raises(SourceMisconfigured, match="encoding of its own"):
        found(tmp_path / "a.csv.zst", zstd(written().encode("cp1252")), encoding="cp1252")


def test_a_byte_that_does_not_fit_the_named_encoding_is_shown_as_such(tmp_path: Path) -> None:
    assert found(tmp_path / "a.csv", b"id,owner,note\n1,me,S\xf8ren\n", encoding="utf-8") == [("1", "me", "S\ufffdren")]


def test_cells_are_text_unless_the_mapping_says_a_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "owner,n,f,b,t,phone\n"
        "me,007,1.50,true,007,0045\n"
        "me,7.0,x,0,,\n"
        'me,"",abc,maybe,"","1_0"\n'
        "me,12345678901234567890123,1e3,FALSE,a,b\n")
    fields = (Field("n", data_type="integer"), Field("f", data_type="float"), Field("b", data_type="boolean"), Field("t", data_type="string"),
              Field("phone", data_type="integer", kind="phone_number"))
    rows = [(7, 1.5, True, "007", "0045"), (7, "x", False, None, None), ("", "abc", "maybe", "", "1_0"),
            (12345678901234567890123, 1000.0, False, "a", "b")]
    assert read(tmp_path, "a.csv", ["n", "f", "b", "t", "phone"], by("owner", "me"), fields=fields) == sorted(rows, key=str)
    for field, key, count in (("n", 7, 2), ("n", "7", 2), ("n", "007", 0), ("n", 12345678901234567890123, 1), ("f", 1000, 1), ("b", True, 1),
                              ("t", "007", 1)):
        assert len(read(tmp_path, "a.csv", ["owner"], by(field, key), fields=fields)) == count, (field, key)


@pytest.mark.parametrize(("content", "says"), [
    ("owner,owner\nme,you\n", "more than one column 'owner'"), ("\nowner\nme\n", "no column"), ("wner\nme\n", "mean 'wner'")])
def test_a_header_that_does_not_fit_is_told(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "a.csv").write_text(content)
    with pytest.raises(SourceMisconfigured, match=says):
        read(tmp_path, "a.csv", ["owner"], by("owner", "me"))
