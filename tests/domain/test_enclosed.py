"""What a file is called and what it is; how its counts add up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.enclosed import UNKNOWN, ContentCount, NotThere, file_name, kind_of, media_type
from dsr.domain.words import FileKind, LeftOut, NotEnclosed


@pytest.mark.parametrize(("name", "head", "expected"), [
    ("a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"), ("a.txt", b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"), ("a.WAV", b"", "audio/wav"),
    ("a.pdf", b"%PDF-1.7", "application/pdf"), ("a", b"II*\x00", "image/tiff"), ("fax.tif", b"?", "image/tiff"), ("a.gsm", b"\xd0", "audio/x-gsm"),
    ("a.txt", b"hello", "text/plain"), ("a.html", b"<html>", UNKNOWN), ("wav", b"x", "audio/wav"), ("", b"", UNKNOWN),
    ("a.mp3", b"\xff\xfb\x90", "audio/mpeg"), ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4")])
def test_a_file_is_known_by_its_first_bytes_else_by_its_ending(name: str, head: bytes, expected: str) -> None:
    assert media_type(name, head) == expected


@pytest.mark.parametrize(("of", "kind"), [
    ("audio/wav", FileKind.RECORDING), ("image/tiff", FileKind.FAX), ("image/png", FileKind.PICTURE), ("video/mp4", FileKind.VIDEO),
    ("text/plain", FileKind.TRANSCRIPT), ("text/csv", FileKind.DOCUMENT), ("application/pdf", FileKind.DOCUMENT), ("?", FileKind.DOCUMENT)])
def test_what_a_type_is_to_a_reader(of: str, kind: FileKind) -> None:
    assert kind_of(of) is kind


@pytest.mark.parametrize(("number", "name", "of", "expected"), [
    (7, "call.wav", "audio/wav", "files/0007-call.wav"), (12345, "a.wav", "", "files/12345-a.wav"),
    (1, "+45 31.wav", "", "files/0001-%2B45%2031.wav"), (1, "æ.wav", "", "files/0001-%C3%A6.wav"), (1, "../../x.wav", "", "files/0001-x.wav"),
    (1, "a~.wav", "", "files/0001-a%7E.wav"), (1, "messages-3", "text/plain", "files/0001-messages-3.txt"), (1, "x", "?", "files/0001-x.bin"),
    (1, "", "audio/wav", "files/0001-file.wav"), (1, ".htaccess", "?", "files/0001-file.htaccess")])
def test_the_name_in_the_package(number: int, name: str, of: str, expected: str) -> None:
    assert file_name(number, name, of) == expected


@given(st.text(max_size=200))
def test_any_name_is_a_plain_short_name(name: str) -> None:
    assert re.fullmatch(r"files/0001-(?:[A-Za-z0-9_.-]|%[0-9A-F]{2})+", file_name(1, name, "audio/wav"))
    assert len(file_name(1, name, "audio/wav")) < 160


def test_found_is_enclosed_missing_and_left_out_together() -> None:
    count = ContentCount("pbx", "pbx.calls", "Calls", 3, {NotEnclosed.GONE: 2, NotEnclosed.PROCESSOR: 4}, {LeftOut.OTHER_PERSON: 5})
    assert (count.found, count.enclosed, count.missing, count.kept_back) == (14, 3, 2, 9)
    assert count.reasons == (NotEnclosed.GONE, NotEnclosed.PROCESSOR, LeftOut.OTHER_PERSON)


def test_counts_come_back_as_they_were() -> None:
    one = NotThere()
    for why in NotEnclosed:
        one.add(why)
        one.add(why)
    assert NotThere.load(one.dump()) == one
    assert {why for why in NotEnclosed if why.makes_incomplete} == {NotEnclosed.UNREADABLE, NotEnclosed.OUTSIDE, NotEnclosed.TOO_LARGE}
