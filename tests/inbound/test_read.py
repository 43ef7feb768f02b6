"""Whatever bytes come, they are read; and what a mail says is found in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.reference import new_reference
from dsr.inbound.base import Address, Nature
from dsr.inbound.read import read
from dsr.inbound.rights import Asked
from dsr.inbound.tokens import tokens
from dsr.inbound.wanted import wanted

REFERENCE = new_reference(b"0123456789abcdef")
OURS = f"<{'ab' * 16}@telco.example>"
_PIECES = st.sampled_from([
    b"From: ", b"\r\n", b"\n", b"Content-Type: multipart/mixed; boundary=x\n\n", b"--x\n", b"--x--\n", b"=?utf-8?b?", b"?=", b"<", b"text/html",
    b"Content-Transfer-Encoding: base64\n\n", b"Content-Type: message/rfc822\n\n", b"name*0*=", b"(", b"\xff\x00", b"> "])


@given(st.lists(st.one_of(st.binary(max_size=20), _PIECES), max_size=30).map(b"".join))
def test_any_bytes_are_read(raw: bytes) -> None:
    inbound = read(raw)
    found, signs = wanted(inbound, "DK"), tokens(inbound)
    assert len(inbound.text) <= 2 * len(raw)
    assert not found.is_certain or found.rights
    assert (signs.written, signs.message_ids) == ((), ())


def test_an_answer_says_who_wrote_what_to_which_letter() -> None:
    inbound = read((
        "From: =?utf-8?q?S=C3=B8ren?= <Soren@Kunde.example>\nTo: dpo@telco.example\nSubject: Re: We have your request\n"
        f"Message-ID: <a@kunde.example>\nIn-Reply-To: {OURS}\nDate: Tue, 1 Dec 2026 10:00:00 +0100\n\n"
        "Please delete my data.\nOn 1 Dec 2026 at 09:00, Privacy <dpo@telco.example> wrote:\n"
        f"> Reference {REFERENCE}\n> access to my\n").encode())
    assert (inbound.sender, inbound.nature) == (Address("Søren", "soren@kunde.example"), Nature.LETTER)
    assert (inbound.text, inbound.faults) == ("Please delete my data.", ())
    assert tokens(inbound).message_ids == (OURS,)
    assert (tokens(inbound).written, tokens(inbound).quoted) == ((), (REFERENCE,))
    assert wanted(inbound, "DK").rights == (Asked.ERASURE,)
