"""The national numbers of the countries we work in: how each is built, and how it is written where it can be nothing else.

Invariant: only what the digits themselves say counts here, and no clock: a number means the same whenever it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stdnum import luhn, verhoeff
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel

STRONG, DATE = 2, 1
_FIRST_BIRTH, _LAST_BIRTH = 1916, 2036  # people who may write to us; the last year that the usual series of CPR can express
_YOUNGEST = 2012  # a longer number that begins with a later year is more often a stamp of time than a child's


@dataclass(frozen=True, slots=True)
class Kind:
    """A number of `length` digits. `points` says how much speaks for it, None if the digits cannot be one.

    `form`: the spelling that nothing else has, with one sign between groups. `needs_word`: too many other numbers pass its check.
    """

    name: str
    length: int
    points: Callable[[str], int | None]
    form: re.Pattern[str] | None = None
    needs_word: bool = False


@dataclass(frozen=True, slots=True)
class Lettered:
    """A number that holds letters: `pattern` finds it, `form` is the spelling that nothing else has."""

    name: str
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool]
    form: re.Pattern[str]


def _danish(digits: str) -> int | None:
    """Mod 11 is no proof and its lack none against: since 2007 there are numbers without it, so far of people born on 1 January."""
    day, month, year, series = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    if series in (4, 9):
        year += 2000 if year <= 36 else 1900
    elif series >= 5:
        year += 2000 if year <= 57 else 1800
    else:
        year += 1900
    if not _is_day(year, month, day):
        return None
    if not _FIRST_BIRTH <= year <= _LAST_BIRTH:
        return 0
    return (STRONG if cpr.checksum(digits) == 0 else 0) + (DATE if (day, month) == (1, 1) else 0)


def _swedish(digits: str) -> int | None:
    """A coordination number has 60 added to the day."""
    short, century = digits[-10:], digits[:-10] or "20"  # 2000 was a leap year, 1900 none: the wider choice
    month, day = int(short[2:4]), int(short[4:6])
    year = int(century + short[:2])
    if not _is_day(year, month, day - 60 if day > 60 else day) or not luhn.is_valid(short):
        return None
    if len(digits) == 10:
        return STRONG
    if not _FIRST_BIRTH <= year <= _LAST_BIRTH:
        return None
    return STRONG if year <= _YOUNGEST else 0


def _norwegian(digits: str) -> int | None:
    try:
        fodselsnummer.get_birth_date(digits)
    except fodselsnummer.ValidationError:
        return None
    is_right = digits[9:] == fodselsnummer.calc_check_digit1(digits) + fodselsnummer.calc_check_digit2(digits)
    return STRONG if is_right else None


def _belgian(digits: str) -> int | None:
    """BIS numbers have 20 or 40 added to the month; who was born since 2000 is checked with a 2 in front."""
    month, day, check = int(digits[2:4]) % 20, int(digits[4:6]), int(digits[9:])
    if month > 12 or day > 31 or int(digits[2:4]) >= 60:
        return None
    return STRONG if check in (97 - int(century + digits[:9]) % 97 for century in ("", "2")) else None


def _luxembourgish(digits: str) -> int | None:
    """Two check digits, each over the first eleven."""
    if not 1900 <= int(digits[:4]) <= _LAST_BIRTH or not _is_day(int(digits[:4]), int(digits[4:6]), int(digits[6:8])):
        return None
    return STRONG if luhn.is_valid(digits[:12]) and verhoeff.is_valid(digits[:11] + digits[12]) else None


def _french(digits: str) -> int | None:
    """Numbers of SIM cards have fifteen digits too, and of those that begin with a 2 one in a hundred passes."""
    month = int(digits[3:5])
    is_month = 1 <= month <= 12 or 20 <= month <= 42 or month >= 50
    return STRONG if digits[0] in "12" and is_month and nir.is_valid(digits) else None


def _if_valid(is_valid: Callable[[str], bool]) -> Callable[[str], int | None]:
    return lambda digits: STRONG if is_valid(digits) else None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


_ANY = re.compile(r".*")
KINDS = (
    Kind("DK", 10, _danish, re.compile(r"(?:\d{6}|\d\d[-./]\d\d[-./]\d\d)-\d{4}|\d{6} \d{4}")),
    Kind("SE", 10, _swedish, re.compile(r"\d{6}-\d{4}")),
    Kind("SE", 12, _swedish, re.compile(r"\d{8}-\d{4}")),
    Kind("NO", 11, _norwegian, re.compile(r"\d{6}[- ]\d{5}")),
    Kind("BE", 11, _belgian, re.compile(r"\d\d[. -]\d\d[. -]\d\d[- ]\d{3}[. -]\d\d")),
    Kind("DE", 11, _if_valid(idnr.is_valid), re.compile(r"\d\d \d{3} \d{3} \d{3}")),
    Kind("PL", 11, _if_valid(pesel.is_valid)),
    Kind("NL", 9, _if_valid(bsn.is_valid), needs_word=True),
    Kind("UK", 10, _if_valid(nhs.is_valid), needs_word=True),
    Kind("LU", 13, _luxembourgish),
    Kind("FR", 15, _french, re.compile(r"\d(?: \d\d){3} \d{3} \d{3} \d\d")),
)
LETTERED = (
    Lettered("FI", re.compile(r"(?<![0-9A-Z])\d{6} ?[-+A-FU-Y] ?\d{3}[0-9A-FHJ-NPR-Y](?![0-9A-Z])", re.I),
             lambda found: bool(hetu.is_valid(found, allow_temporary=True)), _ANY),
    Lettered("UK", re.compile(r"(?<![0-9A-Z])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?![0-9A-Z])", re.I),
             lambda found: found[:2].upper() not in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}, re.compile(r"[A-Z]{2}(?: \d\d){3} [A-D]")),
    Lettered("FR", re.compile(r"(?<![0-9A-Z])[12] ?\d\d ?\d\d ?2[AB] ?\d{3} ?\d{3} ?\d\d(?![0-9A-Z])", re.I),
             lambda found: bool(nir.is_valid(found)), _ANY),
)
