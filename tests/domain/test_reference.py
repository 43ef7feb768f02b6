"""References and pick-up codes come back however a person types them, and a slip of the hand is never somebody else's reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.reference import ALPHABET, new_code, new_mail_reference, new_reference, normal_code, parse_reference

RANDOM = st.binary(min_size=16, max_size=16)
SIGNS = st.sampled_from(ALPHABET)


@given(RANDOM)
def test_what_is_made_is_read_back(random: bytes) -> None:
    reference, code = new_reference(random), new_code(random)
    assert parse_reference(reference) == reference
    assert normal_code(code) == code.replace("-", "")
    assert ([len(group) for group in reference.split("-")], reference[:4]) == ([3, 4, 4, 1], "DSR-")
    assert [len(group) for group in code.split("-")] == [4, 4, 4]


@given(RANDOM, st.integers(0, 8), SIGNS)
def test_one_wrong_sign_is_found(random: bytes, place: int, sign: str) -> None:
    signs = new_reference(random)[4:].replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1:]
    assert (parse_reference(f"DSR{wrong}") is None) == (wrong != signs)


@given(RANDOM, st.integers(0, 7))
def test_two_neighbours_swapped_are_found(random: bytes, place: int) -> None:
    signs = new_reference(random)[4:].replace("-", "")
    wrong = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2:]
    assert (parse_reference(f"DSR{wrong}") is None) == (wrong != signs)


TYPED = {
    "as it was shown": "DSR-0110-5VXN-9", "small": "dsr-0110-5vxn-9", "blanks around": "  DSR-0110-5VXN-9 \n",
    "blanks for hyphens": "dsr 0110 5vxn 9", "nothing for hyphens": "DSR01105VXN9", "without DSR": "0110-5VXN-9",
    "letter O for zero": "DSR-O11O-5VXN-9", "letters I and L for one": "DSR-0IL0-5VXN-9", "S for five and U for V": "DSR-0110-SUXN-9",
    "dashes of a phone": "DSR–0110—5VXN−9", "no-break hyphens": "DSR‑0110‑5VXN‑9", "wide signs": "ＤＳＲ－０１１０－５ＶＸＮ－９",
    "a soft hyphen and a no-break space": "DSR-0110\u00ad-5VXN\u00a09",
}


@pytest.mark.parametrize("how", TYPED)
def test_a_reference_is_read_as_a_person_types_it(how: str) -> None:
    assert parse_reference(TYPED[how]) == "DSR-0110-5VXN-9"


@pytest.mark.parametrize("text", [
    "", "nonsense", "DSR", "DSR-0110-5VXN", "DSR-0110-5VXN-99", "DSR-0110-5VXN-2", "XSR-0110-5VXN-9", "DSRDSR-0110-5VXN-9", "DSR-0110-5V!N-9",
    "DSR-0110-5VXN-9" + " " * 60, "DSR-١١١١-5VXN-9"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


@given(st.text(max_size=70))
def test_any_text_is_a_reference_in_its_one_form_or_none(text: str) -> None:
    read = parse_reference(text)
    assert read is None or parse_reference(read) == read


@pytest.mark.parametrize("typed", [
    "Q0V1-5NXA-BCDE", "q0v1 5nxa bcde", "QOVI-SNXA-BCDE", "qovl5nxabcde", " Q0V15NXABCDE\t", "Q0U1–5NXA–BCDE", "Ｑ０Ｖ１５ＮＸＡＢＣＤＥ"])
def test_a_code_is_hashed_alike_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == "Q0V15NXABCDE"


@pytest.mark.parametrize("typed", ["", "-", "Q0V1-5NXA-BCD", "Q0V1-5NXA-BCDEF", "Q0V1-5NXA-BC!E", "Q0V1-5NXA-BCDÆ", "Q" * 5000])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normal_code(typed) is None


def test_every_sign_is_as_likely_as_any_other() -> None:
    largest = 2**128
    drawn = [new_code((largest // 3100 * step).to_bytes(16, "big")) for step in range(3100)]
    counts = {sign: sum(code.count(sign) for code in drawn) for sign in ALPHABET}
    assert all(0.9 < count / (3100 * 12 / len(ALPHABET)) < 1.1 for count in counts.values())
    assert len(set(drawn)) == len(drawn)


def test_no_sign_is_easily_taken_for_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("ILOSU")


@pytest.mark.parametrize("make", [new_reference, new_code])
def test_too_little_chance_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match="16 random bytes"):
        make(b"\x00" * 15)


@given(RANDOM)
def test_the_sign_of_a_mail_is_never_taken_for_that_of_a_request(random: bytes) -> None:
    made = new_mail_reference(random)
    assert (made[:5], [len(group) for group in made.split("-")]) == ("MAIL-", [4, 4, 4, 1])
    assert parse_reference(made) is None
