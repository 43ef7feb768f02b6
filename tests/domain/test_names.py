"""Two names, one person? The table is the rule; the properties hold for names that nobody thought of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.names import Name, fits

SAME = [
    ("Jens", "Hansen", "Jens Hansen"), ("Jens", "Hansen", "JENS HANSEN"), ("Jens", "Hansen", "  jens   hansen "),
    ("Jens", "Hansen", "Hansen, Jens"), ("Jens", "Hansen", "Hansen Jens"), ("Jens", "Hansen", "Hr. Jens Hansen"), ("Eva", "Ek", "Dr. Eva Ek"),
    # letters that a keyboard lacks, both ways
    ("Søren", "Kjær", "Soeren Kjaer"), ("Søren", "Kjær", "Soren Kjaer"), ("Soeren", "Kjaer", "Søren Kjær"), ("Sören", "Kjär", "Søren Kjær"),
    ("Bjørn", "Ågård", "Bjorn Aagaard"), ("Bjørn", "Aagaard", "Bjørn Ågård"), ("Jürgen", "Groß", "Juergen Gross"), ("Jürgen", "Groß", "Jurgen Gross"),
    ("Łucja", "Öztürk-Møller", "Lucja Oztürk Moller"), ("Guðrún", "Þórsdóttir", "Gudrun Thorsdottir"), ("Zoë", "Čapek", "Zoe Capek"),
    ("Åse", "Næss", "Aase Naess"), ("Jo\u0301zef", "Nowak", "Józef Nowak"),
    # more or fewer words
    ("Jens Peter", "Hansen", "Jens Hansen"), ("Jens", "Hansen", "Jens Peter Hansen"), ("Jens Peter", "Hansen", "Jens P. Hansen"),
    ("Jens P", "Hansen", "Jens Peter Hansen"), ("Jens Peter", "Holm Hansen", "Jens P. H. Hansen"), ("Anna", "Jensen", "Anna Jensen-Berg"),
    ("Anna", "Jensen-Berg", "Anna Jensen"), ("Anna", "Jensen-Berg", "Anna Berg"), ("Anna", "Jensen Berg", "Anna Berg-Jensen"),
    ("Anna", "van der Berg", "Anna Berg"), ("Anna", "Berg", "Anna van der Berg"),
    # cut into words otherwise
    ("Søren", "O'Brien", "Soren O’Brien"), ("Søren", "O'Brien", "Søren OBrien"), ("Søren", "O'Brien", "Søren O Brien"),
    ("Anne-Marie", "Holm", "Anne Marie Holm"), ("Anne Marie", "Holm", "Anne-Marie Holm"), ("Annemarie", "Holm", "Anne Marie Holm"),
    ("Jean-Pierre", "Roux", "Roux, Jean-Pierre"),
    ("Suharto", "", "Suharto"),
]
DIFFERENT = [
    ("Jens", "Hansen", "Mette Hansen"), ("Jens", "Hansen", "Jens Nielsen"), ("Jens", "Hansen", "Peter Jens Hansen"), ("Jens", "Hansen", "J. Hansen"),
    ("Jens", "Hansen", "Hansen"), ("Jens", "Hansen", "Jens"), ("Jens", "Hansen", "Jens H."), ("Jens", "Hansen", "Jens Jens"),
    ("Jens", "Hansen", "Hansen Hansen"), ("Jens Peter", "Hansen", "Peter Hansen"), ("Jens Peter", "Hansen", "Peter Jens Hansen"),
    ("Jens Peter", "Hansen", "Jens Peter"), ("Jens Peter", "Hansen", "Jens Ole Hansen"), ("Jens Peter", "Hansen", "Jens O. Hansen"),
    ("Anne-Marie", "Holm", "Anne Holm"), ("Anne", "Holm", "Anne-Marie Holm"), ("Anne-Marie", "Holm", "Marie Holm"),
    ("Jean-Pierre", "Roux", "Jean-Paul Roux"),
    ("Michał", "Nowak", "Michael Nowak"), ("Mikael", "Berg", "Mikal Berg"), ("Joel", "Berg", "Jol Berg"), ("Anna", "Berg", "Anne Berg"),
    ("Søren", "O'Brien", "Sean O'Brien"), ("Søren", "O'Brien", "Søren Brian"), ("Anna", "van der Berg", "Anna van der Holm"),
    ("Anna", "de la Cruz", "Anna de la Paz"), ("Suharto", "", "Suharto Hansen"), ("Suharto", "", "Jens"),
    ("", "", ""), ("Jens", "Hansen", ""), ("", "", "Jens Hansen"), ("Jens", "Hansen", "   "), ("Jens", "Hansen", "123 - ' ."), ("'", "-", "' -"),
    ("X", "Y", "X Z"), ("J", "Hansen", "J Peter Hansen"), ("Anna", "van der Berg", "Anna van der"), ("J", "", "J"),
]


@pytest.mark.parametrize(("first", "last", "written"), SAME)
def test_it_can_be_one_person(first: str, last: str, written: str) -> None:
    assert fits(Name(first, last), written)


@pytest.mark.parametrize(("first", "last", "written"), DIFFERENT)
def test_it_is_another(first: str, last: str, written: str) -> None:
    assert not fits(Name(first, last), written)


def test_a_name_in_one_piece_has_its_given_name_first() -> None:
    assert fits(Name.whole("Jens Peter Hansen"), "Jens Hansen")
    assert not fits(Name.whole("Jens Peter Hansen"), "Peter Hansen")
    assert not fits(Name.whole(""), "")
    assert str(Name.whole("Jens Peter Hansen")) == "Jens Peter Hansen"
    assert "Jens" not in repr(Name("Jens", "Hansen"))


GIVEN = ("Søren", "Mette", "Jens", "Łucja", "Bjørn", "Anne-Marie", "Jürgen", "Guðrún", "Zoë", "Åse", "Jean-Pierre", "Karl", "Maria", "Ole")
FAMILY = ("O'Brien", "Kjær", "Hansen", "Öztürk-Møller", "Ågård", "Groß", "van der Berg", "Þórsdóttir", "Holm", "Nowak")
_given, _family = st.sampled_from(GIVEN), st.sampled_from(FAMILY)
_PLAIN = str.maketrans({"ø": "oe", "ö": "oe", "å": "aa", "Å": "Aa", "ä": "ae", "ü": "ue", "æ": "ae", "ß": "ss", "Ø": "Oe", "Ö": "Oe", "ł": "l",
                        "Ł": "L",                      "ð": "d", "ú": "u", "Þ": "Th", "ó": "o", "ë": "e", "’": "'"})


@given(_given, st.lists(_given, max_size=2, unique=True), _family, st.booleans(), st.booleans(), st.booleans(), st.data())
def test_the_same_name_is_known_however_it_is_written(
        first: str, more: list[str], last: str, is_plain: bool, is_turned: bool, is_large: bool, data: st.DataObject) -> None:
    kept = [name for name in more if name != first and data.draw(st.booleans())]
    written = f"{last}, {' '.join([first, *kept])}" if is_turned else " ".join([first, *kept, last])
    written = written.translate(_PLAIN) if is_plain else written
    assert fits(Name(" ".join([first, *(name for name in more if name != first)]), last), written.upper() if is_large else written)


@given(_given, _given, st.lists(_given, max_size=2), _family)
def test_another_first_name_is_another_person(first: str, other: str, more: list[str], last: str) -> None:
    if first != other:
        assert not fits(Name(" ".join([first, *more]), last), " ".join([other, last]))
        assert not fits(Name(first, last), " ".join([other, *more, last]))
        assert not fits(Name(first, last), f"{last} {other}")


@given(_given, _family, _family)
def test_another_family_is_another_person(first: str, last: str, other: str) -> None:
    if last != other:
        assert not fits(Name(first, last), f"{first} {other}")


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it_and_nothing_is_nobody(first: str, last: str, written: str) -> None:
    assert fits(Name(first, last), written) in (True, False)
    assert not fits(Name("", last), written)
    assert not fits(Name(first, last), "")
