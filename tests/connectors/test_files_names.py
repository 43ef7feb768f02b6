"""Names of files and of columns, in all formats: whatever stands there is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.errors import SourceMisconfigured
from tests.connectors.archive import parquet, read
from tests.connectors.asking import by


@pytest.mark.parametrize(("path", "cell", "key"), [
    ("s.who.mail", "ada@x.example", "ada@x.example"), ("s.list.number", ["1", "2"], "2"), ("plain.dotted", "d", "d"),
    ("s.who", {"mail": "ada@x.example"}, None)])
def test_a_dotted_name_leads_into_nested_data(tmp_path: Path, path: str, cell: object, key: str | None) -> None:
    nested = "{'who': {'mail': 'ada@x.example'}, 'list': [{'number': '1'}, {'number': '2'}]}"
    parquet(tmp_path / "a.parquet", f"SELECT 1 AS id, 'me' AS owner, {nested} AS s, 'd' AS \"plain.dotted\"")
    inside = '{"who": {"mail": "ada@x.example"}, "list": [{"number": "1"}, {"number": "2"}]}'
    (tmp_path / "a.jsonl").write_text(f'{{"id": 1, "owner": "me", "s": {inside}, "plain.dotted": "d"}}\n\n{{"id": 2}}\r\n')
    for file in ("a.parquet", "a.jsonl"):
        assert read(tmp_path, file, [path], by("owner", "me")) == [(cell,)]
        if key:
            assert read(tmp_path, file, ["id"], by(path, key)) == [(1,)]
            assert read(tmp_path, file, ["id"], by(path, "x")) == []
        with pytest.raises(SourceMisconfigured, match="no column"):
            read(tmp_path, file, [path[:-1]], by("owner", "me"))


def test_files_of_several_formats_and_headers_are_one_collection(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet", "SELECT 'me' AS owner, 1 AS id")
    (tmp_path / "b.csv").write_text("owner;id\nme;2\n")
    (tmp_path / "c.csv").write_text("id,more,owner\n3,x,me\n")
    (tmp_path / "d.jsonl").write_text('{"owner": "me", "id": 4}\n')
    assert sorted(str(row[0]) for row in read(tmp_path, "*", ["id"], by("owner", "me"))) == ["1", "2", "3", "4"]


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    root = tmp_path / "arc[h]ive*"
    root.mkdir()
    for name, owner in (("calls[1].csv", "me"), ("calls1.csv", "me"), (".calls[1].csv", "me")):
        (root / name).write_text(f"owner,file\n{owner},{name}\n")
    assert read(root, "calls[[]1].csv", ["file"], by("owner", "me")) == [("calls[1].csv",)]
    assert read(root, "*.csv", ["file"], by("owner", "me")) == [("calls1.csv",), ("calls[1].csv",)]
    assert read(root, ".*.csv", ["file"], by("owner", "me")) == [(".calls[1].csv",)]


def test_an_empty_file_is_a_day_without_rows(tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "b.csv").write_text("owner\nme\n")
    (tmp_path / "b.jsonl").write_text('{"owner": "me"}\n')
    for form in ("csv", "jsonl"):
        assert read(tmp_path, f"*.{form}", ["owner"], by("owner", "me")) == [("me",)]
        assert read(tmp_path, f"a.{form}", ["owner"], by("owner", "me")) == []


@pytest.mark.parametrize("name", ["a~/b", "quo'te", 'quo"te', "æ ø", "a/b", "0", "$"])
def test_a_column_may_have_any_name(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    parquet(tmp_path / "a.parquet", f'SELECT 1 AS id, \'me\' AS "{quoted}"')
    (tmp_path / "a.csv").write_text(f'id,"{quoted}"\n1,me\n')
    (tmp_path / "a.jsonl").write_text(f'{{"id": 1, "{name.replace(chr(34), chr(92) + chr(34))}": "me"}}\n')
    for file in ("a.parquet", "a.csv", "a.jsonl"):
        assert len(read(tmp_path, file, ["id", name], by(name, "me"))) == 1
