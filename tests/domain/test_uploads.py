"""Which files are taken from somebody outside: ending and content agree, nothing that runs, and a name that plays no tricks."""

from __future__ import annotations

import io
import zipfile

import pytest

from dsr.domain.uploads import LONGEST_NAME, MEDIA_TYPES, Limits, Refusal, Upload, clean_name, judge

LIMITS = Limits(bytes=200_000, files=3)


def office(main: str, *others: str) -> bytes:
    """A document of Office with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", main, *others):
            archive.writestr(name, "<x/>")
    return made.getvalue()


def locked(data: bytes) -> bytes:
    """The same with the mark of encryption at every member, in both places where it stands."""
    inside, listed = b"PK\x03\x04\x14\x00", b"PK\x01\x02\x14\x03\x14\x00"
    return data.replace(inside + b"\x00", inside + b"\x01").replace(listed + b"\x00", listed + b"\x01")


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")
GOOD = {
    "pdf": b"%PDF-1.7\n", "csv": "navn;nummer\r\nÆrø;31 00 04 17\r\n".encode("cp1252"), "txt": "Søren ringede.\n".encode(), "json": b' {"a": 1}',
    "eml": b"From: a@b.example\r\nSubject: x\r\n\r\n<html>", "jpg": b"\xff\xd8\xff\xe0\x00", "jpeg": b"\xff\xd8\xff\xdb\x00",
    "png": b"\x89PNG\r\n\x1a\n\x00", "tif": b"II*\x00\x08", "tiff": b"MM\x00*\x00", "docx": DOCX, "xlsx": XLSX,
    "wav": b"RIFF\x24\x08\n\x00WAVEfmt ", "mp3": b"ID3\x03\x00", "ogg": b"OggS\x00\x02",
}


def judged(name: str, data: bytes, *, size: int | None = None, taken: int = 0) -> Upload | Refusal:
    return judge(name, io.BytesIO(data), len(data) if size is None else size, taken=taken, limits=LIMITS)


def test_there_is_a_sample_of_every_kind() -> None:
    assert GOOD.keys() == MEDIA_TYPES.keys()


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_whose_content_is_what_its_ending_says_is_taken(kind: str) -> None:
    assert judged(f"archive.{kind}", GOOD[kind]) == Upload(f"archive.{kind}", MEDIA_TYPES[kind])
    assert judged(f"ARCHIVE.{kind.upper()}", GOOD[kind]) == Upload(f"ARCHIVE.{kind.upper()}", MEDIA_TYPES[kind])


@pytest.mark.parametrize("kind", sorted(GOOD.keys() - {"csv", "txt"}))
@pytest.mark.parametrize("data", [b"MZ\x90\x00\x03", b"\x7fELF\x02", b"PK\x03\x04 no archive at all", b"\x00" * 64, b"GIF89a", b"7z\xbc\xaf\x27\x1c"])
def test_what_only_calls_itself_so_is_not(kind: str, data: bytes) -> None:
    assert judged(f"x.{kind}", data) is Refusal.CONTENT


@pytest.mark.parametrize(("name", "data", "expected"), [
    ("x.txt", b"", Refusal.EMPTY), ("x.exe", b"", Refusal.EMPTY), ("x.txt", b"a" * 200_001, Refusal.TOO_LARGE),
    ("x.exe", b"MZ", Refusal.KIND), ("x.html", b"<html>", Refusal.KIND), ("x.svg", b"<svg>", Refusal.KIND), ("x.docm", DOCX, Refusal.KIND),
    ("x.zip", DOCX, Refusal.KIND), ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal.KIND), ("x", b"hello", Refusal.KIND),
    ("", b"hello", Refusal.KIND),
    (".txt", b"hello", Upload("file.txt", "text/plain")), ("x.pdf.exe", b"%PDF-1.4", Refusal.KIND),
    ("x.exe.pdf", b"%PDF-1.4", Upload("x.exe.pdf", "application/pdf")),
    ("x\u202efdp.exe", b"%PDF-1.4", Refusal.KIND), ("x.pdf ", b"%PDF-1.4", Upload("x.pdf", "application/pdf")),
    ("x.pdf", b"\n%PDF-1.4", Refusal.CONTENT), ("x.pdf", b"%PDF-x", Refusal.CONTENT), ("x.wav", b"RIFF\x24\x08\x00\x00AVI LIST", Refusal.CONTENT),
    ("x.mp3", b"\xff\xfb\x90\x00", Upload("x.mp3", "audio/mpeg")), ("x.mp3", b"\xff\xd8\xff\xe0", Refusal.CONTENT),
    ("x.csv", b"MZ\x90\x00", Refusal.CONTENT), ("x.txt", b"fine\n" * 20_000 + b"\x00", Refusal.CONTENT), ("x.txt", b"a\x1b[2J", Refusal.CONTENT),
    ("x.txt", b"<!DOCTYPE html><p>", Refusal.ACTIVE), ("x.csv", b"\xef\xbb\xbf <SVG onload=x>", Refusal.ACTIVE),
    ("x.txt", b"#!/bin/sh\n", Refusal.ACTIVE),
    ("x.txt", "<script>".encode("utf-16"), Refusal.ACTIVE), ("x.json", b"<?php", Refusal.ACTIVE),
    ("x.txt", "Ærø\r\n".encode("utf-16"), Upload("x.txt", "text/plain")), ("x.csv", "æ;ø".encode("utf-16-be"), Refusal.CONTENT),
    ("x.txt", "\0".encode("utf-16"), Refusal.CONTENT), ("x.txt", "a".encode("utf-16") * 50_000, Upload("x.txt", "text/plain")),
    ("x.csv", b"\xef\xbb\xbfa;b", Upload("x.csv", "text/csv")), ("x.json", b"hello", Refusal.CONTENT), ("x.eml", b"hello there", Refusal.CONTENT),
    ("x.eml", b"From MAILER Thu\nX: y", Upload("x.eml", MEDIA_TYPES["eml"])),
    ("x.docx", XLSX, Refusal.CONTENT), ("x.xlsx", DOCX, Refusal.CONTENT), ("x.docx", DOCX[:-30], Refusal.CONTENT),
    ("x.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal.LOCKED), ("x.docx", locked(DOCX), Refusal.LOCKED),
    ("x.docx", office("word/document.xml", "word/vbaProject.bin"), Refusal.ACTIVE),
    ("x.xlsx", office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), Refusal.ACTIVE),
    ("x.docx", office("word/document.xml", "word/embeddings/oleObject1.bin"), Refusal.ACTIVE),
    ("x.docx", office("word/document.xml", "x.EXE"), Refusal.ACTIVE),
    ("x.xlsx", office("xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"), Upload("x.xlsx", MEDIA_TYPES["xlsx"])),
])
def test_what_is_taken_and_why_not(name: str, data: bytes, expected: Upload | Refusal) -> None:
    assert judged(name, data) == expected


def test_the_number_of_files_is_limited() -> None:
    assert judged("x.txt", b"a", taken=2) == Upload("x.txt", "text/plain")
    assert judged("x.txt", b"a", taken=3) is Refusal.TOO_MANY


def test_what_the_browser_says_of_the_size_counts_for_nothing_less() -> None:
    assert judged("x.txt", b"a", size=200_001) is Refusal.TOO_LARGE


@pytest.mark.parametrize(("given", "clean"), [
    ("rapport.pdf", "rapport.pdf"), ("../../etc/passwd.txt", "passwd.txt"), (r"C:\Users\bo\brev.docx", "brev.docx"), ("a/b\\c.txt", "c.txt"),
    ("a\x00b\r\nc.txt", "abc.txt"), ("a\u202etxt.pdf", "atxt.pdf"), ("a\u2066b\u200f.pdf", "ab.pdf"), ("e\u0301.txt", "\u00e9.txt"),
    ("  .. a   b .. .txt", "a b.txt"), ('<b>"x|y?*:.txt', "_b__x_y___.txt"), ("CON.txt", "_CON.txt"), ("com1.tar.txt", "_com1.tar.txt"),
    ("console.txt", "console.txt"),
    ("", "file"), ("...", "file"), (".pdf", "file.pdf"), ("Ærø 🙂.png", "Ærø 🙂.png"), ("x" * 300 + ".pdf", "x" * 109 + ".pdf"),
    ("x" * 300, "x" * 109), ("x." + "y" * 300, "x." + "y" * 107), ("x" * 108 + " ..pdf", "x" * 108 + ".pdf"), ("nul", "_nul"),
])
def test_a_name_is_cleaned(given: str, clean: str) -> None:
    assert clean_name(given) == clean
    assert len(clean) <= LONGEST_NAME
    assert clean_name(clean) == clean
