"""The report of a year: every figure under its name in either language, and pages that can be heard as well as seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pdfua import validate

from dsr.documents import year_pdf
from dsr.documents.lines import Chart, Line, Listing
from dsr.documents.lines import Grid as Sums
from dsr.documents.year import Teller, sections
from dsr.domain.figures import Line as Figures
from dsr.domain.figures import Standing, Times
from dsr.domain.figures_open import Outage, SourceLine
from dsr.domain.incident import Risk
from dsr.domain.reporting import months, named
from dsr.domain.words import Channel, Outcome, Right
from dsr.domain.year_told import Trouble, YearTold
from dsr.text import catalogue
from tests.documents.spoken import spoken
from tests.documents.test_tags import SAYS_SO, findings

ZONE = ZoneInfo("Europe/Copenhagen")
WHOLE = Figures(1354, 40, 6, 1, Times(1355, 7, 21, 64))
CRM = SourceLine("crm", 2000, 17, 3, {"source_unavailable": 17}, Outage(4, timedelta(hours=30), timedelta(hours=20)), Times(1983, 2, 4, 30))


def told(**changed: object) -> YearTold:
    line = Figures(100, 3, 1, 0, Times(101, 6, 20, 40))
    facts: dict[str, object] = {
        "entity": "Fjordtel A/S", "period": named("2025"), "made_at": datetime(2026, 1, 5, 9, tzinfo=UTC), "whole": WHOLE,
        "months": tuple((month, 90 + place, line) for place, month in enumerate(months(named("2025")))),
        "rights": {Right.ACCESS: WHOLE, Right.ERASURE: Figures(late=2, unanswered=2), Right.RECTIFICATION: line},
        "companies": {"": WHOLE, "Nordlys A/S": line, "Ærø & Søn <i>ApS</i>": line}, "others": line,
        "channels": {Channel.PORTAL: 1200, Channel.MAIL: 150}, "endings": {Outcome.FULFILLED: 1300, Outcome.REFUSED: 9},
        "grounds": {"excessive": 8, "": 1}, "open": {Standing.OPEN: 12, Standing.OVERDUE: 1}, "sources": (CRM,), "letters": 5000, "unreached": 12,
        "trouble": Trouble(3, {Risk.LIKELY: 2, Risk.UNLIKELY: 1}, 2, 1, 1, 4, 2, 1, 1)}
    return YearTold(**{**facts, **changed})  # type: ignore[arg-type]  # by name


def empty() -> YearTold:
    nothing = Figures()
    none = tuple((month, 0, nothing) for month in months(named("2025")))
    return told(whole=nothing, months=none, rights={}, companies={}, others=None, channels={},
                endings={}, grounds={}, open={}, sources=(), letters=0, unreached=0, trouble=Trouble(0, {}, 0, 0, 0, 0, 0, 0, 0))


def printed(of: YearTold, locale: str = "en") -> bytes:
    file = BytesIO()
    year_pdf.write(of, locale, ZONE, {"crm": "Customer system"}.__getitem__, file)
    return file.getvalue()


def said(of: YearTold, locale: str = "en") -> dict[str, list[str]]:
    """Each section with its lines; a row with its cells."""
    result: dict[str, list[str]] = {}
    for one in sections(of, Teller(locale, {"crm": "Customer system"}.__getitem__)):
        lines = result.setdefault(one.place, [])
        for piece in one.pieces:
            match piece:
                case Listing() | Sums():
                    lines += [" | ".join(row) for row in (piece.heads, *piece.rows)]
                case Line():
                    lines.append(f"{piece.lead}: {piece.words}" if piece.lead else piece.words)
                case Chart():
                    lines.append(piece.words)
    return result


def test_the_figures_stand_under_their_names() -> None:
    found = said(told())
    assert found["short"] == ["Requests received: 1,350", "Decided in the year: 1,360", "of these answered on time: 1,354",
                              "of these after an extension: 40", "of these late: 6", "of these not answered yet: 1", "On time, per cent: 99.5",
                              "Half of the answers took at most, days: 7", "Nine of ten took at most, days: 21", "The slowest took, days: 64"]
    assert found["rights"][1:3] == ["Access (GDPR Art. 15) | 1,360 | 1,354 | 6 | 99.5 | 7 | 21", "Erasure (GDPR Art. 17) | 2 | 0 | 2 | 0 | – | –"]
    assert [row.partition(" |")[0] for row in found["companies"][1:5]] == ["We decide ourselves", "Nordlys A/S", "Ærø & Søn <i>ApS</i>",
                                                                         "Other companies"]
    assert "fewer than 5 requests are not named" in found["companies"][5]
    assert found["sources"] == ["Searches: 2,000", "System | Searches | Failed | Times down | Hours down", "Customer system | 2,000 | 17 | 4 | 30"]
    assert "Complaints to an authority: 2" in found["trouble"]
    assert len(found["method"]) == 8


def test_the_chart_has_its_figures_in_the_table_below_and_its_words() -> None:
    found = said(told())["months"]
    assert found[0].startswith("Of 1,360 requests that were decided, 1,354 were answered on time. Late: January 2025 (1), ")
    assert found[2] == "January 2025 | 90 | 101 | 100 | 1 | 99 | 6"
    assert found[-1] == "Together | 1,350 | 1,360 | 1,354 | 6 | 99.5 | 7"


def test_a_house_without_requests_says_none() -> None:
    found = said(empty())
    assert found["rights"] == found["companies"] == found["sources"] == ["None."]
    assert found["short"][0] == "Requests received: 0"


def test_a_year_that_is_not_over_is_told_as_far_as_it_has_come() -> None:
    assert "before the year was over" in spoken(printed(told(made_at=datetime(2025, 11, 24, 9, tzinfo=UTC)))).text
    assert "before the year was over" not in spoken(printed(told())).text


@pytest.mark.parametrize("locale", ["da", "en"])
@pytest.mark.parametrize("of", [told(), empty()], ids=["told", "empty"])
def test_the_pages_can_be_heard(of: YearTold, locale: str, tmp_path: Path) -> None:
    path = tmp_path / "year.pdf"
    path.write_bytes(printed(of, locale))
    report = validate(path)
    assert (list(report.findings), list(report.skipped)) == ([], [])
    assert [one for one in findings(path.read_bytes()) if not any(word in one for word in SAYS_SO)] == []
    heard = spoken(path.read_bytes())
    assert [one.text for one in heard.every("H1")] == [catalogue(locale)["yearly.title"].format(year=2025)]
    assert len(list(heard.every("H2"))) >= 12


def test_the_same_figures_are_the_same_bytes() -> None:
    assert printed(told()) == printed(told())
