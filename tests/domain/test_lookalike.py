"""Look-alike domains are told from true neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.confusable import readable, skeleton
from dsr.domain.lookalike import Likeness, likeness, slips

LABELS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=14)


def puny(label: str) -> str:
    return "xn--" + label.encode("punycode").decode()


@pytest.mark.parametrize(("asked", "known", "found"), [
    # letters that look the same
    ("nord1ys.dk", "nordlys.dk", Likeness.LETTERS), ("n0rdlys.dk", "nordlys.dk", Likeness.LETTERS), ("nordiys.dk", "nordlys.dk", Likeness.LETTERS),
    ("modem.dk", "modern.dk", Likeness.LETTERS), ("vvestenergi.dk", "westenergi.dk", Likeness.LETTERS),
    (puny("nоrdlys") + ".dk", "nordlys.dk", Likeness.LETTERS),          # a Cyrillic o
    (puny("nørdlys") + ".dk", "nordlys.dk", Likeness.LETTERS), (puny("nordlüs") + ".dk", "nordlus.dk", Likeness.LETTERS),
    (puny("һаvbӏік") + ".dk", "havblik.dk", Likeness.LETTERS),          # Cyrillic throughout
    ("dsb.dk", puny("dsь") + ".dk", Likeness.LETTERS),
    # the name before somebody else's
    ("nordlys.dk.login-check.com", "nordlys.dk", Likeness.INSIDE), ("nordlys.onmicrosoft.com", "nordlys.dk", Likeness.INSIDE),
    # a hyphen or a word
    ("nord-lys.dk", "nordlys.dk", Likeness.WORD), ("nordlys.com", "nord-lys.dk", Likeness.WORD), ("nordlys-support.dk", "nordlys.dk", Likeness.WORD),
    ("mynordlys.com", "nordlys.dk", Likeness.WORD), ("nordlys-dk.com", "nordlys.dk", Likeness.WORD), ("mail-nordlys.dk", "nordlys.dk", Likeness.WORD),
    # another top-level domain
    ("nordlys.com", "nordlys.dk", Likeness.SUFFIX), ("nordlys.co.uk", "nordlys.dk", Likeness.SUFFIX),
    ("mail.nordlys.co", "nordlys.dk", Likeness.SUFFIX),
    # a slip
    ("nordlis.dk", "nordlys.dk", Likeness.SLIP), ("nordys.dk", "nordlys.dk", Likeness.SLIP), ("nordllys.dk", "nordlys.dk", Likeness.SLIP),
    ("nodrlys.dk", "nordlys.dk", Likeness.SLIP), ("ondrlys.dk", "nordlys.dk", None), ("onrdlys.dk", "nordlys.dk", Likeness.SLIP),
    ("midtjylandsbamk.dk", "midtjyllandsbank.dk", Likeness.SLIP)])
def test_what_only_looks_like_a_customer_is_seen(asked: str, known: str, found: Likeness | None) -> None:
    assert likeness(asked, known) is found


@pytest.mark.parametrize(("asked", "known"), [
    ("nordlys.dk", "nordlys.dk"), ("mail.nordlys.dk", "nordlys.dk"), ("a.b.nordlys.co.uk", "nordlys.co.uk"),                     # its own
    ("dsv.dk", "dsb.dk"), ("tv3.dk", "tv2.dk"), ("aab.dk", "agb.dk"),                                                    # short names
    ("dr.com", "dr.dk"), ("dr-support.dk", "dr.dk"), ("dr.blogs.com", "dr.dk"),
    ("jensen.dk", "hansen.dk"), ("vandberg.dk", "sandberg.dk"), ("nordhavn.dk", "sydhavn.dk"), ("vestenergi.dk", puny("østenergi") + ".dk"),
    ("kontor2.dk", "kontor1.dk"), ("kontor15.dk", "kontor5.dk"),                                                          # another number
    ("nordlyshotel.dk", "nordlys.dk"), ("nordlys-maleren.dk", "nordlys.dk"), ("hotelnordlys.dk", "nordlys.dk"),                    # another word
    ("hotelmorten.dk", "hotelnorden.dk"), ("energinord.dk", "energisyd.dk"), ("hansen-byg.dk", "hansen-vvs.dk"),
    ("bolius.com", "bonius.dk"),                                                          # six letters, one other, and another top-level domain
    ("freemail.example", "nordlys.example"), ("localhost", "nordlys.dk"), ("nordlys.dk", "localhost")])
def test_a_true_neighbour_is_not_flagged(asked: str, known: str) -> None:
    assert likeness(asked, known) is None


@pytest.mark.parametrize("label", ["xn--", "xn---", "xn--\u00e6", "xn--99999999", "", "-"])
def test_a_label_that_cannot_be_decoded_stays_as_it_is(label: str) -> None:
    assert readable(label) == label


@given(st.text(max_size=20))
def test_every_text_has_a_skeleton(text: str) -> None:
    assert skeleton(text) == skeleton(text.casefold())


@given(LABELS, st.integers(0, 13), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
def test_one_change_is_one_slip(label: str, at: int, letter: str) -> None:
    at %= len(label)
    for changed in (label[:at] + letter + label[at:], label[:at] + label[at + 1:], label[:at] + letter + label[at + 1:]):
        assert slips(changed, label, 1)
    assert not slips(label + "xyz", label, 2)


@given(LABELS, LABELS)
def test_likeness_of_names_needs_a_common_letter_at_the_start(one: str, other: str) -> None:
    if likeness(f"{one}.dk", f"{other}.dk") is Likeness.SLIP:
        assert set(skeleton(one)[:2]) & set(skeleton(other)[:2])
