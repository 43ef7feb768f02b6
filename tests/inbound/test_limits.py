"""A stranger chooses the bytes: none of them costs more than its size, and none stops the mailbox."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from dsr.inbound import read as module
from dsr.inbound.base import Fault
from dsr.inbound.header import MOST_VALUE
from dsr.inbound.mime import MOST_PARTS
from dsr.inbound.read import MOST_BYTES, MOST_TEXT, read
from dsr.inbound.tokens import tokens
from dsr.inbound.wanted import wanted
from tests.inbound.broken import large, nested, of_parts
from tests.inbound.case import mail

_SIZE = 500_000
_SECONDS = 5  # of the processor; the slowest takes one, and what grows with the square takes many
_HOSTILE = {
    "lines": ("text/plain", "a\n"), "empty lines": ("text/plain", "\n"), "quoted": ("text/plain", "> \n"), "marks": ("text/plain", ">"),
    "headers of mails": ("text/plain", "From: x\n"), "attributions": ("text/plain", "Den 1. dec. 2026 kl. 10.00 skrev a b:\n"),
    "forwards": ("text/plain", "---------- Forwarded message ----------\n> a\n"), "label and blanks": ("text/plain", "Kundennummer" + " " * 100_000),
    "name and blanks": ("text/plain", "\nname" + " " * 100_000), "digits": ("text/plain", "1"), "groups": ("text/plain", "12 34 56 78 "),
    "national": ("text/plain", "070761-4285 "), "telephones": ("text/plain", "+45 32 12 34 56, "),
            "spoken": ("text/plain", "one two three four five six "),
    "asks": ("text/plain", "please delete my data and send me a copy of my data "), "references": ("text/plain", "DSR-1234-1234-"),
    "addresses": ("text/plain", "a.a@"), "brackets": ("text/html", "<"), "open tags": ("text/html", "<a"), "tags": ("text/html", "<div>"),
    "paragraphs": ("text/html", "<p>a"), "ends": ("text/html", "</b>"), "comments": ("text/html", "<!--"), "entities": ("text/html", "&amp;"),
    "long entity": ("text/html", "&#" + "9" * 100_000), "styles": ("text/html", '<a style="display:none">'),
            "attributes": ("text/html", '<a style="x'),
    "boundaries": ("multipart/mixed; boundary=x", "--x\n"), "boundary of a dash": ("multipart/mixed; boundary=-", "-"),
    "report": ("multipart/report; boundary=x", "--x\nContent-Type: message/delivery-status\n\n\n \n"),
            "mails": ("message/rfc822", "Content-Type: message/rfc822\n\n"),
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_time_grows_with_the_size_only(name: str) -> None:
    kind, unit = _HOSTILE[name]
    raw = mail((unit * (_SIZE // len(unit) + 1))[:_SIZE], kind=kind)
    begun = time.process_time()
    inbound = read(raw)
    wanted(inbound, "DK")
    tokens(inbound)
    assert time.process_time() - begun < _SECONDS
    assert Fault.UNREADABLE not in inbound.faults


@pytest.mark.parametrize("header", ["X: y\n", "\t y\n", "To: a@b.dk, a@b.dk\n", "References: <a@b> <c@d>\n", "Subject: =?utf-8?q?a?= \n",
                                    "no header\n"])
def test_time_grows_with_the_headers_only(header: str) -> None:
    begun = time.process_time()
    inbound = read(b"Subject: x\n" + header.encode() * (_SIZE // len(header)) + b"\nText")
    assert time.process_time() - begun < _SECONDS
    assert len(inbound.subject) <= MOST_VALUE
    assert Fault.LONG_HEADER in inbound.faults


def test_a_mail_of_25_megabytes_takes_little_more_memory_than_its_file() -> None:
    raw = large(MOST_BYTES - 2_000)
    tracemalloc.start()
    try:
        inbound = read(raw)
        wanted(inbound, "DK")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(raw) <= MOST_BYTES
    assert len(inbound.attachments[0].content) > MOST_BYTES * 0.7
    assert peak < MOST_BYTES * 1.2


def test_what_is_too_large_is_read_without_its_files() -> None:
    inbound = read(large(MOST_BYTES + 500_000))
    assert (inbound.attachments, inbound.text) == ((), "Please delete all my data.")
    assert Fault.TOO_LARGE in inbound.faults


def test_parts_are_read_up_to_the_limit() -> None:
    assert len(read(of_parts(MOST_PARTS - 1)).attachments) == MOST_PARTS - 2  # the mail itself is one, and its text
    inbound = read(of_parts(MOST_PARTS + 1))
    assert len(inbound.attachments) == MOST_PARTS - 2
    assert Fault.TOO_MANY_PARTS in inbound.faults


def test_what_is_nested_is_read_down_to_the_limit() -> None:
    assert read(nested(15)).text == "Please delete all my data."
    assert (read(nested(500)).text, read(nested(500)).faults) == ("", (Fault.TOO_DEEP,))


def test_a_long_text_is_cut() -> None:
    inbound = read(mail("Hello. " * MOST_TEXT))
    assert len(inbound.text) <= MOST_TEXT
    assert inbound.faults == (Fault.TEXT_CUT,)


def test_a_fault_of_our_own_makes_a_mail_unreadable_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "tree", lambda *_: 1 / 0)
    assert read(mail("Please delete all my data.")).faults == (Fault.UNREADABLE,)
