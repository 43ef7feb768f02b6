"""Finds national numbers in what people type, so that none is kept: we need no such number, and whoever sends one is told so.

Invariant: never "any ten digits". Points are given for what speaks for a national number and taken for what speaks for a telephone
number or an invoice, so that nobody is kept from writing to us by their own telephone number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import phonenumbers

from dsr.domain.national_kinds import KINDS, LETTERED, STRONG, Kind
from dsr.domain.spoken_digits import written

_BLOCK, _REVIEW = 4, 2
_FORM, _NAMED, _NEAR, _LABELLED, _PHONE = 2, 4, 3, -3, -2
_AROUND = 40  # signs before and after in which a word belongs to the number
_LENGTHS = {kind.length for kind in KINDS}
_REGIONS = ("DK", "SE", "NO", "FI", "NL", "BE", "DE", "FR", "GB", "PL", "LU")
_HYPHENS = re.compile("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d_]")
_JOINT = re.compile(r"(?: ?[-./]{1,2} ?| )\Z")
_WORD = r"\b(?:" + "|".join((
    r"c\.?p\.?r", r"cpr\w+", r"person(?:lige)?[ -]?n(?:umme)?r", r"civil registration",  # Denmark
    r"samordnings-?n(?:umme)?r", r"f(?:ø|oe?)dsels-?n(?:umme)?r", r"d-nummer", r"henkilötunnus\w*", r"hetu",  # Sweden, Norway, Finland
    r"bsn", r"burgerservice\w*", r"rijksregister\w*", r"niss", r"insz", r"registre national", r"numéro national",  # the Netherlands, Belgium
    r"nir", r"insee", r"sécurité sociale", r"steuer-?id\w*", r"steuerliche id\w*", r"id-?nr", r"tax id", r"pesel", r"matricule",  # France to Poland
    r"nino", r"nhs", r"national (?:id|insurance|regist)\w*", r"social security", r"personal (?:id|identi\w+)")) + r")\b"
_BETWEEN = r"\b(?:n|nr|no|num|nummer|nummeret|number|id|code|er|is|was|var|är|ist|lautet|est|on|jest)\b"  # what stands between a word and its number
_WORDS = re.compile(_WORD, re.IGNORECASE)
_NAMED_SO = re.compile(rf"{_WORD}(?:\W*{_BETWEEN})*[^\w+]*\Z", re.IGNORECASE)
_OTHERS = (
    r"\b(?:(?:tel|tél|tlf|tfn|mob|puh|fon|ph|sim|imsi|imei|iccid)\b\.?"  # but no full stop after a whole word: there a sentence ends
    r"|(?:telef|teleph|téléph|phone|mobi|gsm|handy|puhelin|fax|invoice|faktura|rechnung|ordre|order)\w*)")
_LABELLED_SO = re.compile(rf"(?:{_OTHERS}(?:[ :#-]|{_BETWEEN}\.?)*(?:\+\d{{1,3}}\W*)?|(?:\+|\b00)\d{{1,3}}[ (]*)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    """Digits that may be one number: where they stand, how they are grouped, and whether they are part of a longer row of groups."""

    text: str
    start: int
    end: int
    layout: str
    is_part: bool

    @property
    def digits(self) -> str:
        return re.sub(r"\D", "", self.layout)

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - _AROUND):self.start]

    @property
    def after(self) -> str:
        return self.text[self.end:self.end + _AROUND]

    @property
    def is_inside_word(self) -> bool:
        return self.before[-1:].isalpha() or self.after[:1].isalpha()


def blocks(text: str) -> bool:
    """Whether the text holds what is almost certainly a national number, so that it must not be kept."""
    return score(text) >= _BLOCK


def review(text: str) -> bool:
    """Whether a person should look: something may be a national number, but not so surely that it is refused."""
    return _REVIEW <= score(text) < _BLOCK


def score(text: str) -> int:
    """The most that speaks for a national number in the text; see `blocks` and `review`."""
    plain = _plain(text)
    return max((_points_of(reading) for reading in dict.fromkeys((plain, written(plain)))), default=0)


def _points_of(text: str) -> int:
    if sum(sign.isdigit() for sign in text) < 6:
        return 0
    points = [_points(kind, found) for found in _numbers(text) for kind in KINDS if kind.length == len(found.digits)]
    return max([0, *points, *_lettered(text)])


def _plain(text: str) -> str:
    """Every digit as ASCII, every hyphen as one sign, no signs without width, and one blank for any white space."""
    marks = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text))
    seen = (sign for sign in marks if unicodedata.category(sign) not in {"Cf", "Mn", "Me"})
    return re.sub(r"\s+", " ", "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in seen))


def _numbers(text: str) -> Iterator[_Found]:
    """Neighbouring groups of digits that together have the length of a national number, one group alone included."""
    groups = [(found.start(), found.end()) for found in re.finditer(r"\d+", text)]
    is_joined = [bool(_JOINT.match(text[end:start])) for (_, end), (start, _) in pairwise(groups)]
    for first, (start, _) in enumerate(groups):
        count, layout = 0, ""
        for last in range(first, len(groups)):
            begin, end = groups[last]
            count += end - begin
            if count > max(_LENGTHS):
                break
            layout += text[begin:end]
            if count in _LENGTHS and text[start - 1:start] != "+":
                touches = (first > 0 and is_joined[first - 1]) or (last < len(is_joined) and is_joined[last])
                yield _Found(text, start, end, layout, is_part=touches and last > first)
            if last == len(is_joined) or not is_joined[last]:
                break
            layout += text[end:groups[last + 1][0]].strip()[:1] or " "


def _points(kind: Kind, found: _Found) -> int:
    own = kind.points(found.digits)
    if own is None:
        return 0
    spellings = (found.layout, found.layout.replace(" ", ""))  # the second for what a line break or a reader of scans put apart
    is_form = kind.form is not None and any(kind.form.fullmatch(one) for one in spellings)
    context = _context(found.before, found.after)
    if (kind.needs_word and context <= 0) or (not is_form and context < _NAMED and (found.is_part or found.is_inside_word)):
        return 0
    points = own + context + (_FORM if is_form else 0)
    may_be_phone = points >= _REVIEW and not (is_form and "-" in found.layout)
    return points + _PHONE if may_be_phone and _is_phone(found.digits) else points


def _lettered(text: str) -> Iterator[int]:
    for kind in LETTERED:
        for found in kind.pattern.finditer(text):
            if kind.is_valid(found.group().replace(" ", "")):
                form = _FORM if kind.form.fullmatch(found.group()) else 0
                yield STRONG + form + _context(text[max(0, found.start() - _AROUND):found.start()], text[found.end():found.end() + _AROUND])


def _context(before: str, after: str) -> int:
    """What the words around say: the label right before a number is worth more than a word somewhere near it."""
    if _NAMED_SO.search(before):
        return _NAMED
    if _LABELLED_SO.search(before):
        return _LABELLED
    return _NEAR if _WORDS.search(before) or _WORDS.search(after) else 0


def _is_phone(digits: str) -> bool:
    """Whether it can be dialled at home, with the leading zero, in a country that we work in."""
    if not digits.startswith("0"):
        return False
    return any(phonenumbers.is_valid_number(phonenumbers.parse(digits, region)) for region in _REGIONS)
