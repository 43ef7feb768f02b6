"""National numbers are found however they are spelt, and nobody is kept from writing by a telephone number or an invoice.

All numbers are invented, or are the examples that authorities and python-stdnum print.
"""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.national_ids import MARK, blocks, may_hold, review, score, without
from dsr.domain.spoken_digits import written

BLOCKED = {
    # Denmark: the form with mod 11 speaks for itself, other spellings need the word
    "CPR in a sentence": "My CPR is 070761-4285",
    "CPR alone": "070761-4285",
    "CPR beside a telephone number": "Call +45 31 00 04 17, 070761-4285",
    "CPR after a sentence that ends in phone": "Please do not phone. 070761-4285",
    "CPR in a file name": "scan_070761-4285_front.pdf",
    "two blanks and a hyphen": "070761 - 4285",
    "two hyphens": "070761--4285",
    "en dash": "070761–4285",
    "em dash": "070761—4285",
    "minus sign": "070761−4285",
    "no-break hyphen": "070761‑4285",
    "soft hyphen": "070761\u00ad4285",
    "underscore": "070761_4285",
    "full-width digits": "０７０７６１－４２８５",
    "full-width letters": "ＣＰＲ ２５１２６５１００５",
    "digits in circles": "⓪⑦⓪⑦⑥①-④②⑧⑤",
    "Arabic digits": "٠٧٠٧٦١-٤٢٨٥",
    "signs without width between": "0707\u200b61\u2060-4285",
    "broken after the hyphen": "070761-\r\n4285",
    "broken inside the date": "0707\n61-4285",
    "broken inside the series": "070761-42\n85",
    "date in pairs": "07 07 61-4285",
    "date with dots": "07.07.61-4285",
    "date with hyphens": "07-07-61-4285",
    "blank for a hyphen": "121265 1008",
    "groups of a scan, with the word": "CPR 07 07 61 42 85",
    "no hyphen, with the word": "cpr: 0707614285",
    "word and number in one": "cpr0707614285",
    "word in a longer row of digits": "CPR 07 07 61 42 85 31 00 04 17",
    "word with dots": "c.p.r. 0707614285",
    "word on the line before": "Mit CPR-nummer er\n1510074236",
    "word behind": "070761 4285 (mit personnummer)",
    "no mod 11, since 2007": "CPR 1510074236",
    "no mod 11, since 2007, with a hyphen": "cpr-nr. 151007-4236",
    "born on 1 January": "cpr 010165-1234",
    "nobody alive, with the word": "CPR-nr. 211062-5629",
    "word is nearer than the telephone": "telefon og cpr: 070761-4285",
    # spoken
    "Danish pairs": "mit cpr er nul syv nul syv enogtres toogfyrre femogfirs",
    "Danish digits": "nul syv nul syv seks en bindestreg fire to otte fem",
    "English": "my CPR number is oh seven oh seven sixty-one four two eight five",
    "half spoken": "cpr nul syv nul syv enogtres 4285",
    # elsewhere
    "Sweden": "880320-0016",
    "Sweden, with the century": "19880320-0016",
    "Sweden, no hyphen, with the word": "personnummer 198803200016",
    "Sweden, coordination number": "701063-2391",
    "Norway": "151086 95088",
    "Norway, with the word": "fødselsnummer: 15108695088",
    "Norway, D-number": "D-nummer 41018000049",
    "Finland": "131052-308T",
    "Finland, small letters": "131052-308t",
    "Finland, temporary": "010594Y9021",
    "Belgium": "85.07.30-033.28",
    "Belgium, since 2000": "17.07.30-033.84",
    "Belgium, BIS": "98.47.28-997.65",
    "Belgium, with the word": "rijksregisternummer 85073003328",
    "Netherlands": "Mijn BSN is 111222333",
    "France": "2 95 10 99 126 111 93",
    "France, with the word": "n° de sécurité sociale 295109912611193",
    "France, Corsica": "253072B07300470",
    "Germany": "36 574 261 809",
    "Germany, with the word": "Steuer-ID: 36574261809",
    "Poland": "PESEL 44051401359",
    "Luxembourg": "matricule 1985041512369",
    "United Kingdom, NINO": "AB 12 34 56 C",
    "United Kingdom, NINO with the word": "NINO ab123456c",
    "United Kingdom, NHS": "My NHS number is 943 476 5870",
}

TO_REVIEW = {
    "CPR of a number with mod 11 but no hyphen": "2512651006",
    "date and hyphen, no mod 11": "151265-1234",
    "1 January and hyphen": "010165-1234",
    "nobody alive": "211062-5629",
    "Danish number that Swedes could dial": "070761 4285",
    "Norway": "15108695088",
    "Poland": "44051401359",
    "France": "295109912611193",
    "Sweden, twelve digits": "198803200016",
    "stamp of a file that passes the Swedish check": "20261124-0918.wav",
    "NINO or the number of a part": "AB123456C",
}

PASSED = {
    "nothing": "",
    "words": "I want to see all my calls, please.",
    "telephone and extension": "+45 31 00 04 17, ext. 614",
    "eight digits": "31000417",
    "eight digits in pairs": "31 00 04 17",
    "eight digits, two numbers": "31 12 04 17 22 33 44 55",
    "eight digits, three lines": "31120417\n22334455\n12106123",
    "eight digits that pass the Dutch check": "70000012, 11122233",
    "country code without plus": "4512345678",
    "country code with two zeros": "004531000417",
    "extensions": "201, 202 and 614",
    "Dutch mobile": "0612345678",
    "Dutch mobile, hyphen": "06-12345678",
    "Dutch mobile, abroad": "+31 6 12345678",
    "Dutch landline": "010 1234567",
    "German mobile": "0151 23456789",
    "German mobile, abroad": "+49 151 2345678",
    "German landline": "030 1234567",
    "Finnish mobile": "0401234567",
    "Finnish mobile, grouped": "040 123 4567",
    "Finnish mobile, abroad": "+358 40 1234567",
    "Swedish mobile": "0701234567",
    "Swedish mobile, grouped": "070-123 45 67",
    "Swedish mobile, abroad": "+46 70 123 45 67",
    "French mobile": "06 12 34 56 78",
    "French mobile, hyphens": "06-12-34-56-78",
    "French mobile, abroad": "+33 6 12 34 56 78",
    "Belgian mobile": "0470 12 34 56",
    "British landline, abroad": "+44 1212 345678",
    "Norwegian": "+47 412 34 567",
    "Polish": "+48 512 345 678",
    "nine Polish digits that pass the Dutch check": "512345672",
    "telephone that looks like a CPR": "Tel. 070761-4285",
    "telephone that looks like a CPR, in words": "mit mobilnummer er 0707614285",
    "IMSI": "238011234567890",
    "IMSI, Norwegian": "242011234567890",
    "IMEI": "IMEI 356938035643809",
    "ICCID": "8945010012345678901",
    "seconds since 1970": "1733222400 and 1704067200",
    "milliseconds since 1970": "1733222400000",
    "invoice": "invoice 1204451",
    "invoice with ten digits": "faktura 1204451873",
    "order that looks like a CPR": "ordre 070761-4285",
    "bytes": "10240000000 bytes",
    "times": "2026-11-24 09:00, 24.11.2026 kl. 9:00",
    "stamp of a file": "20261124-0930.wav",
    "address of a computer": "10.120.45.67",
    "country code of somewhere else": "+2512651006",
    "hexadecimal": "a2512651006f, 3f21076a-4285-4d1c-9a3e-12106256ab29",
    "impossible date": "310299-1234",
    "impossible date with the word": "CPR 310299-1234",
    "example nobody has": "CPR 123456-7890",
    "the word alone": "I do not want to give my CPR number. Call 31 00 04 17.",
    "the word and a foreign mobile": "CPR is none of your business, mobile 06-12345678",
    "NHS number without the word": "943 476 5870",
    "wrong check of a HETU": "131052-308U",
    "money": "1.234.567,89 kr",
}


@pytest.mark.parametrize("what", BLOCKED)
def test_a_national_number_is_refused(what: str) -> None:
    assert blocks(BLOCKED[what]), score(BLOCKED[what])
    assert not review(BLOCKED[what])


@pytest.mark.parametrize("what", TO_REVIEW)
def test_what_may_be_one_is_looked_at_and_not_refused(what: str) -> None:
    assert review(TO_REVIEW[what]), score(TO_REVIEW[what])
    assert not blocks(TO_REVIEW[what])


@pytest.mark.parametrize("what", PASSED)
def test_other_numbers_pass(what: str) -> None:
    assert score(PASSED[what]) < 2


@pytest.mark.parametrize(("text", "points"), [
    ("151265-1234", 2), ("251265-1006", 4), ("2512651006", 2), ("010165-1234", 3), ("CPR 251265-1006", 8), ("CPR 2512651006", 6),
    ("CPR 2512651005", 4), ("2512651005, it is my CPR", 3), ("2512651006, it is my CPR", 5), ("Tel. 251265-1006", 1), ("0707614285", 0)])
def test_points_are_given_for_what_speaks_for_a_cpr(text: str, points: int) -> None:
    """Hyphen 2, mod 11 2, 1 January 1, the word 3, right before it 4; a telephone label takes 3, a number that can be dialled 2."""
    assert score(text) == points


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_around_it_breaks_the_reading(before: str, after: str) -> None:
    assert score(f"{before} {after}") >= 0
    assert score(f"{before}, personnummer 070761-4285. {after}") >= 4


@given(st.from_regex(r"[2-9]\d{7}", fullmatch=True), st.sampled_from(["{}", "+45{}", "+45 {}", "0045{}", "45{}", "Tel. {}", "tlf.: {}, lokal 201"]),
       st.booleans())
def test_no_danish_telephone_number_is_refused(number: str, written_as: str, in_pairs: bool) -> None:
    shown = " ".join(number[start:start + 2] for start in range(0, 8, 2)) if in_pairs else number
    assert not blocks(written_as.format(shown))


def test_of_ten_random_digits_none_is_refused_without_a_word() -> None:
    chance = random.Random(7)
    assert not any(blocks(f"{chance.randrange(10**10):010}") for _ in range(5_000))


@pytest.mark.parametrize("text", [
    "01 01 01 " * 900, "0101011234 " * 730, "010165-" * 1100, "cpr " * 2000, "en to tre " * 800, "9" * 8000, "+45 " * 2000, "cpr nr " * 900 + "x"])
def test_a_long_message_is_read_in_no_time(text: str) -> None:
    started = time.process_time()
    score(text)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(("spoken", "digits"), [
    ("nul syv nul syv enogtres", "070761"), ("toogfyrre, femogfirs, ti", "428510"), ("one two three", "123"),
    ("sixty one, nineteen oh five", "611905"),
    ("Nul Syv Bindestreg Fire", "07-4"), ("en bil og to huse", "en bil og to huse"), ("from one to two", "from 122"), ("call me", "call me")])
def test_a_row_of_spoken_numbers_is_written_in_digits(spoken: str, digits: str) -> None:
    assert written(spoken) == digits


@pytest.mark.parametrize("what", BLOCKED)
def test_a_national_number_gives_way_to_a_mark(what: str) -> None:
    clean, count = without(f"Before 31 00 04 17. {BLOCKED[what]} ... and after, {MARK}.")
    assert count >= 1
    assert clean.count(MARK) == count
    assert (clean.startswith("Before 31 00 04 17. "), clean.endswith(" and after, \ufffd.")) == (True, True)
    assert not blocks(clean.replace(MARK, " "))
    assert may_hold(BLOCKED[what])


@pytest.mark.parametrize("text", [*TO_REVIEW.values(), *PASSED.values()])
def test_any_other_text_is_left_as_it_is(text: str) -> None:
    assert without(text + MARK) == (text + MARK, 0)


@pytest.mark.parametrize(("text", "clean", "count"), [
    ("070761-4285", MARK, 1),
    ("Ring 31000417, cpr 070761-4285!", f"Ring 31000417, cpr {MARK}!", 1),
    ("070761-4285 og 880320-0016", f"{MARK} og {MARK}", 2),
    ("070761-\r\n4285\n", f"{MARK}\n", 1),
    ("scan_070761-4285_front.pdf", f"scan_{MARK}_front.pdf", 1),
    ("０７０７６１－４２８５ ok", f"{MARK} ok", 1),
    ("nume\u0301ro national 85073003328", f"nume\u0301ro national {MARK}", 1),
    ("mit cpr er nul syv nul syv enogtres toogfyrre femogfirs, tak", f"mit cpr er {MARK}, tak", 1),
    ("070761-4285CPR 07 07 61 42 85", f"{MARK}CPR {MARK}", 2),  # the second is to be seen only when the first is gone
    ("cpr nul syv nul syv enogtres 4285", f"cpr {MARK}", 1)])
def test_the_mark_stands_where_the_number_stood(text: str, clean: str, count: int) -> None:
    assert without(text) == (clean, count)


@given(st.text(max_size=60), st.sampled_from(sorted(BLOCKED.values())), st.text(max_size=60))
def test_whatever_stands_around_it_nothing_that_is_refused_is_left(before: str, number: str, after: str) -> None:
    text = f"{before}\n{number}\n{after}"
    clean, count = without(text)
    assert (count > 0) == blocks(text)
    assert count == 0 or (clean.count(MARK) == count and not blocks(clean.replace(MARK, " x ")))
