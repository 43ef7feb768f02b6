"""Finds national numbers in what people type, so that none is kept: we need no such number, and whoever sends one is told so.

Invariant: never "any ten digits". Points are given for what speaks for a national number and taken for what speaks for a telephone
number or an invoice, so that nobody is kept from writing to us by their own telephone number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import phonenumbers

from dsr.domain.national_kinds import KINDS, LETTERED, STRONG, Kind
from dsr.domain.spoken_digits import may_be_spoken, rows, written

MARK = "\ufffc"  # stands in a text for a number that was taken out
UNSURE = "\ufffd"  # instead of a sign in such a text that would read as the mark
_BLOCK, _REVIEW = 4, 2
_FORM, _NAMED, _NEAR, _LABELLED, _PHONE = 2, 4, 3, -3, -2
_AROUND = 40  # signs before and after in which a word belongs to the number
_LENGTHS = {kind.length for kind in KINDS}
_REGIONS = ("DK", "SE", "NO", "FI", "NL", "BE", "DE", "FR", "GB", "PL", "LU")
_CLUSTER = re.compile("[\\s\\S][\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]*")  # a sign and what is written over it
_Sign = tuple[str, int, int]
_HYPHENS = re.compile("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d_]")
_JOINT = re.compile(r"(?: ?[-./]{1,2} ?| )\Z")
_WORD = r"\b(?:" + "|".join((
    r"c\.?p\.?r", r"cpr\w+", r"person(?:lige)?[ -]?n(?:umme)?r", r"civil registration",  # Denmark
    r"samordnings-?n(?:umme)?r", r"f(?:ø|oe?)dsels-?n(?:umme)?r", r"d-nummer", r"henkilötunnus\w*", r"hetu",  # Sweden, Norway, Finland
    r"bsn", r"burgerservice\w*", r"rijksregister\w*", r"niss", r"insz", r"registre national", r"numéro national",  # the Netherlands, Belgium
    r"nir", r"insee", r"sécurité sociale", r"steuer-?id\w*", r"steuerliche id\w*", r"id-?nr", r"tax id", r"pesel", r"matricule",  # France to Poland
    r"nino", r"nhs", r"national (?:id|insurance|regist)\w*", r"social security", r"personal (?:id|identi\w+)")) + r")\b"
_BETWEEN = r"\b(?:n|nr|no|num|nummer|nummeret|number|id|code|er|is|was|var|är|ist|lautet|est|on|jest)\b"  # what stands between a word and its number
_NAMED_SO = rf"{_WORD}(?:\W*{_BETWEEN})*[^\w+]*\Z"
_OTHERS = (
    r"\b(?:(?:tel|tél|tlf|tfn|mob|puh|fon|ph|sim|imsi|imei|iccid)\b\.?"  # but no full stop after a whole word: there a sentence ends
    r"|(?:telef|teleph|téléph|phone|mobi|gsm|handy|puhelin|fax|invoice|faktura|rechnung|ordre|order)\w*)")
_LABELLED_SO = rf"(?:{_OTHERS}(?:[ :#-]|{_BETWEEN}\.?)*(?:\+\d{{1,3}}\W*)?|(?:\+|\b00)\d{{1,3}}[ (]*)\Z"


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


def suspects(text: str) -> bool:
    """Whether a person should look at the text, for what may be a national number or almost certainly is one."""
    return may_hold(text) and score(text) >= _REVIEW


def score(text: str) -> int:
    """The most that speaks for a national number in the text; see `blocks` and `review`."""
    plain = _plain(text)
    readings = dict.fromkeys((plain, written(plain) if may_be_spoken(plain) else plain))
    return max((_points_of(reading) for reading in readings), default=0)


def may_hold(text: str) -> bool:
    """A quick look at a text that is probably innocent: whether it has enough digits, or number words. Never no where `score` finds any."""
    digits = sum(map(text.count, "0123456789"))
    if not text.isascii():
        digits += sum(sign.isnumeric() for sign in re.findall(r"[^\x00-\x7f]", text))
    return digits >= 6 or may_be_spoken(text)


def without(text: str) -> tuple[str, int]:
    """The text with `MARK` for each number that is almost certainly a national one, spoken or written, and how many they were."""
    if not may_hold(text) or not blocks(text):
        return text, 0
    text, count = text.replace(MARK, UNSURE), 0
    while blocks(text):
        ends = _merged(sorted({*_places(text, is_spoken=False), *_places(text, is_spoken=True)}))
        if not ends:  # it is there, and nobody can say where
            return MARK, count + 1
        for start, end in reversed(ends):
            text = f"{text[:start]}{MARK}{text[end:]}"
        count += len(ends)
    return text, count


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in their order, those that overlap as one."""
    ends: list[tuple[int, int]] = []
    for start, end in places:
        if ends and start < ends[-1][1]:
            ends[-1] = (ends[-1][0], max(end, ends[-1][1]))
        else:
            ends.append((start, end))
    return ends


def _places(text: str, *, is_spoken: bool) -> Iterator[tuple[int, int]]:
    """Where in the text itself such a number begins and ends."""
    signs = _signs(text)
    if is_spoken:
        signs = _spoken(signs)
    plain = "".join(sign for sign, _, _ in signs)
    for points, start, end in _scored(plain):
        if points >= _BLOCK:
            yield signs[start][1], max(own for _, _, own in signs[start:end])


def _points_of(text: str) -> int:
    return max((points for points, _, _ in _scored(text)), default=0)


def _scored(text: str) -> Iterator[tuple[int, int, int]]:
    """What speaks for each number of a text that may be a national one, and where it begins and ends."""
    if sum(sign.isdigit() for sign in text) < 6:
        return
    for found in _numbers(text):
        yield from ((_points(kind, found), found.start, found.end) for kind in KINDS if kind.length == len(found.digits))
    yield from _lettered(text)


def _plain(text: str) -> str:
    """Every digit as ASCII, every hyphen as one sign, no signs without width, and one blank for any white space."""
    if text.isascii():
        return re.sub(r"\s+", " ", text.replace("_", "-"))
    return "".join(sign for sign, _, _ in _signs(text))


def _signs(text: str) -> list[_Sign]:
    """The same sign by sign, each with where it begins and ends in the text."""
    signs: list[_Sign] = []
    for cluster in _CLUSTER.finditer(text):
        for sign in _HYPHENS.sub("-", unicodedata.normalize("NFKC", cluster.group())):
            if unicodedata.category(sign) in {"Cf", "Mn", "Me"}:
                continue
            sign = " " if sign.isspace() else str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
            if sign == " " and signs and signs[-1][0] == " ":
                signs[-1] = (" ", signs[-1][1], cluster.end())
            else:
                signs.append((sign, cluster.start(), cluster.end()))
    return signs


def _spoken(signs: list[_Sign]) -> list[_Sign]:
    """With digits for those that are spoken; each of them begins and ends where their row does."""
    made, before = list[_Sign](), 0
    for start, end, digits in rows("".join(sign for sign, _, _ in signs)):
        made += [*signs[before:start], *((digit, signs[start][1], signs[end - 1][2]) for digit in digits)]
        before = end
    return [*made, *signs[before:]]


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


def _lettered(text: str) -> Iterator[tuple[int, int, int]]:
    for kind in LETTERED:
        for found in kind.pattern.finditer(text):
            if kind.is_valid(found.group().replace(" ", "")):
                form = _FORM if kind.form.fullmatch(found.group()) else 0
                near = _context(text[max(0, found.start() - _AROUND):found.start()], text[found.end():found.end() + _AROUND])
                yield STRONG + form + near, found.start(), found.end()


def _context(before: str, after: str) -> int:
    """What the words around say: the label right before a number is worth more than a word somewhere near it."""
    if _compiled(_NAMED_SO).search(before):
        return _NAMED
    if _compiled(_LABELLED_SO).search(before):
        return _LABELLED
    words = _compiled(_WORD)
    return _NEAR if words.search(before) or words.search(after) else 0


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Large, and few runs meet digits that may be a national number."""
    return re.compile(pattern, re.IGNORECASE)


def _is_phone(digits: str) -> bool:
    """Whether it can be dialled at home, with the leading zero, in a country that we work in."""
    if not digits.startswith("0"):
        return False
    return any(phonenumbers.is_valid_number(phonenumbers.parse(digits, region)) for region in _REGIONS)
