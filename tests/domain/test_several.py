"""A line is a person; what is no line stops all."""

from __future__ import annotations

import pytest

from dsr.domain.errors import InvalidInput
from dsr.domain.several import MOST, Named, read


def test_each_line_is_a_person_with_what_it_says() -> None:
    assert read("Carol Ærø; carol@havblik.example; 31 00 04 17, 614; Havblik ApS; Strandvej 4 | 8240 Risskov\n\n Bob ;;;;\nEve; ; 31000418") == (
        Named("Carol Ærø", "carol@havblik.example", "31 00 04 17, 614", "Havblik ApS", "Strandvej 4\n8240 Risskov"),
        Named("Bob", "", "", "", ""), Named("Eve", "", "31000418", "", ""))


@pytest.mark.parametrize(("text", "problem"), [
    ("", "required"), (" \n ", "required"), ("; carol@havblik.example", "line"), ("a;b;c;d;e;f", "line"), ("x\n" * (MOST + 1), "too_long")])
def test_what_is_no_person_stops_all(text: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        read(text)
