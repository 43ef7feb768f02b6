"""What `dsr access` does to the PDF if it is told to: no attachments, a copy behind a password; and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from tests.cli.test_access import CAROL, access, sources

__all__ = ["sources"]
COPY = "response-encrypted.pdf"


def test_without_attachments_the_files_lie_beside_the_pdf_only(sources: Path) -> None:
    status, out = access(sources, "--identity", CAROL, "--attach", "no")
    with pikepdf.open(out / "response.pdf") as pdf:
        assert not pdf.attachments
    assert (status, sorted(path.suffix for path in (out / "data").iterdir())[:1]) == (0, [".csv"])


def test_a_copy_is_opened_by_what_stands_in_the_file(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("a long password\n", encoding="utf-8")
    _, out = access(sources, "--identity", CAROL, "--password-file", str(tmp_path / "word"))
    with pikepdf.open(out / COPY, password="a long password") as pdf:
        assert pdf.is_encrypted
    assert COPY in json.loads((out / "manifest.json").read_text())["files"]
    _, out = access(sources, "--identity", CAROL)
    assert not (out / COPY).exists()  # it was of an earlier answer


@pytest.mark.parametrize(("word", "told"), [(None, "cannot be read"), ("short", "at least 12 characters"), ("   \n", "at least 12 characters")])
def test_a_password_that_is_none_is_refused_before_anything_is_searched(
        sources: Path, tmp_path: Path, word: str | None, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    if word is not None:
        (tmp_path / "word").write_text(word, encoding="utf-8")
    status, out = access(sources, "--identity", CAROL, "--password-file", str(tmp_path / "word"))
    assert (status, out.exists()) == (2, False)
    assert told in capsys.readouterr().err


def test_a_key_that_cannot_sign_is_refused_before_anything_is_searched(
        sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DSR_SIGNATURE_FILE", str(tmp_path / "none.p12"))
    status, out = access(sources, "--identity", CAROL)
    assert (status, out.exists()) == (2, False)
    assert "DSR_SIGNATURE_FILE" in capsys.readouterr().err
