"""What may stand in a mail and what may not."""

from __future__ import annotations

import pytest

from dsr.domain.mailable import is_mailable

FINE = [
    "Which years do you mean?", "2024, 2025 or 2026?", "Between 2019-03-01 and 2020-02-28?", "Do you mean 3.11.2025 – 30.11.2025?", "01/12/2025?",
    "We hold 1.250.000 records in 11 archives.", "12 or 13 systems, 2019-2026", "The calls of 2024-2026", "About 12,000 records", "Line 3, room 4",
    "Is it A/S or ApS?", "", "Hvilke år?\nFør eller efter 2019?",
]
NOT_FINE = [
    "Is 31 00 04 17 yours?", "+45 31000417", "31000417?", "(0)40-123456", "0049 (151) 234 567", "31-00-04-17", "31\u00a000\u00a004\u00a017",
    "call 310004",
    "is carol@havblik.example yours", "see https://evil.example", "www.evil.example", "HTTP something", "ftp://x", "Your number 2025 310004?",
    "31.00.04.17", "070-123 45 67", "1234567890123",
]


@pytest.mark.parametrize("text", FINE)
def test_dates_years_and_counts_are_let_through(text: str) -> None:
    assert is_mailable(text)


@pytest.mark.parametrize("text", NOT_FINE)
def test_links_addresses_and_numbers_are_found(text: str) -> None:
    assert not is_mailable(text)
