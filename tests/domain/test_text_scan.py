"""A national number in a file of text is seen wherever it stands, and the file goes through unchanged."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.text_scan import OVERLAP, WINDOW, TextScan

CPR = "070761-4285"


def seen(name: str, *blocks: bytes) -> bool:
    scan = TextScan(name)
    assert list(scan.watched(blocks)) == list(blocks)
    return scan.found


@pytest.mark.parametrize("data", [
    f"so my number is {CPR}", f'{{"text": "cpr {CPR}"}}', f"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n{CPR}\n", "cpr 0707614285",
    "mit cpr er nul syv nul syv enogtres toogfyrre femogfirs", "151265-1234"])
@pytest.mark.parametrize("name", ["a.txt", "a.vtt", "a.json", "a.log", "a.eml", "a"])
def test_a_text_that_may_hold_one_is_seen(name: str, data: str) -> None:
    assert seen(name, data.encode())
    assert seen(name, b"\xff\xfe" + data.encode("utf-16-le"))
    assert seen(name, b"\xfe\xff" + data.encode("utf-16-be"))


@pytest.mark.parametrize("data", [
    "", "call 31 00 04 17", "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nhello\n", '{"from": "+4531000417", "at": 1733222400}'])
def test_any_other_text_is_not(data: str) -> None:
    assert not seen("a.txt", data.encode())


@pytest.mark.parametrize(("name", "head"), [("a.wav", b"RIFF\0\0\0\0WAVE"), ("a.pdf", b"%PDF-1.7 "), ("a.txt", b"\0\1\2"), ("a", b"\x89PNG\r\n")])
def test_what_is_no_text_is_not_looked_into(name: str, head: bytes) -> None:
    assert not seen(name, head + CPR.encode())


@given(st.integers(0, 2 * WINDOW), st.lists(st.integers(1, 3 * WINDOW), max_size=4))
def test_it_is_seen_wherever_it_stands_and_however_the_file_comes(before: int, cuts: list[int]) -> None:
    data = b"x " * (before // 2) + f"cpr {CPR} ".encode() + b"y " * WINDOW
    ends = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    assert seen("a.txt", *(data[start:end] for start, end in pairwise(ends)))


def test_a_sign_of_two_bytes_may_be_parted() -> None:
    data = ("æ" * (WINDOW - OVERLAP) + f" {CPR}").encode()
    assert seen("a.txt", *(data[at:at + 1001] for at in range(0, len(data), 1001)))


def test_a_long_file_is_looked_through_quickly() -> None:
    data = ("2026-01-15 12:00:00 +4531000417 called extension 201 and spoke for 47 seconds about nothing at all\n" * 20_000).encode()
    start = time.process_time()
    assert not seen("a.log", *(data[at:at + 65_536] for at in range(0, len(data), 65_536)))
    assert time.process_time() - start < 10
