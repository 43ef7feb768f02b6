"""Files of several versions: what a mapping calls optional need not be in all of them, and nothing is found by it where it is not."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dsr.connectors.base import Query
from dsr.connectors.files import FilesConnector
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Lookup
from tests.connectors.asking import by

CALLS = Collection(
    Address("d", "calls"), location={"path": "cdr_*", "format": "csv"}, is_optional=True,
    fields=(Field("number", kind="extension"), Field("uri", kind="sip_uri", is_optional=True), Field("note", is_optional=True)))
OLD, NEW = '"number"\n"201"\n', '"number","uri"\n"202","ada@x.example"\n"201",""\n'


def rows(folder: Path, collection: Collection, columns: tuple[str, ...], *wanted: Lookup) -> list[tuple[object, ...]]:
    source = Source("d", "files", {"root": str(folder)}, (Dataset("d", (collection,)),), country="DK")
    with closing(FilesConnector(source)) as connector:
        return sorted((row for batch in connector.collect(Query(collection, columns, wanted)) for row in batch.rows), key=str)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cdr_1").write_text(OLD, encoding="utf-8")
    (tmp_path / "cdr_2").write_text(NEW, encoding="utf-8")
    return tmp_path


def test_a_column_that_a_version_has_not_is_empty_and_finds_nothing_there(folder: Path) -> None:
    assert rows(folder, CALLS, ("number", "note"), by("uri", "ada@x.example", kind="sip_uri")) == [("202", None)]
    both = (by("uri", "ada@x.example", kind="sip_uri"), by("number", "201", kind="extension"))
    assert rows(folder, CALLS, ("number", "uri"), *both) == [("201", ""), ("201", None), ("202", "ada@x.example")]


def test_a_column_that_has_to_be_there_is_told(folder: Path) -> None:
    strict = replace(CALLS, fields=(CALLS.fields[0], Field("uri", kind="sip_uri"), CALLS.fields[2]))
    with pytest.raises(SourceMisconfigured, match="no column in file 1 of 2 that match 'cdr_\\*': 'uri'"):
        rows(folder, strict, ("number",), by("uri", "ada@x.example", kind="sip_uri"))


def test_a_kind_of_files_that_is_not_kept_holds_nobody(folder: Path) -> None:
    quality = replace(CALLS, location={"path": "cmr_*", "format": "csv"})
    assert rows(folder, quality, ("number",), by("number", "201", kind="extension")) == []
    with pytest.raises(SourceMisconfigured, match="no file matches"):
        rows(folder, replace(quality, is_optional=False), ("number",), by("number", "201", kind="extension"))
