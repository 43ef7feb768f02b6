"""Identifiers of a person: reading them, their one normal form, and every way a telephone number is commonly written.

Invariant: two spellings of one identifier have the same normal form, and a national spelling is looked up only in a source
of the number's own country, because elsewhere the same digits are somebody else's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat

from dsr.domain.distinguished import distinguished
from dsr.domain.errors import InvalidInput
from dsr.domain.keys import Identity
from dsr.domain.templates import LOWERED, stands_alone, templates, ways
from dsr.domain.window import ALWAYS, Window, limit

# What a device or a connection is called: a person's for the time of a session, and then the next one's. Nobody proves to be who they are by it.
BORROWED = frozenset({"imsi", "ip", "mac"})
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*\Z")
_URI = re.compile(r"(?i)(?:sips?|tel):")
_BETWEEN_NUMBERS = re.compile(r"[,;\n/]|\b(?:og|and|ext|lokal)\b")
_ESCAPED_PLUS = re.compile(r"(?i)%2b")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_MAC = re.compile(r"(?i)[0-9a-f]{12}\Z")
_REGIONS = {"UK": "GB", "EL": "GR"}  # what the European Union writes, and what ISO 3166 does
_NUMBERISH = re.compile(r"[+()\d\s./\-\u00a0\u2010-\u2015]+\Z")


@dataclass(frozen=True, slots=True)
class Spellings:
    """Ways to write one number: whole values, and beginnings of SIP addresses whose host is not known."""

    exact: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


def parse_identity(text: str, zone: tzinfo = UTC) -> Identity:
    """Read KIND=VALUE[@FROM..TO][#TENANT]. A window stands only where what follows the last `@` holds `..`.

    Times without an offset are in `zone`. Raises InvalidInput(field="identity", problem=...) without the value in it.
    """
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):  # no source can be asked for these
        raise InvalidInput(field="identity", problem="characters")
    kind, equals, rest = text.partition("=")
    if not equals or not _KIND.match(kind):
        raise InvalidInput(field="identity", problem="not_kind_and_value")
    body, hash_sign, tenant = rest.rpartition("#") if "#" in rest else (rest, "", "")
    if hash_sign and not tenant.strip():  # taken as none, it would be everybody's
        raise InvalidInput(field="identity", problem="tenant")
    value, at_sign, span = body.rpartition("@")
    window = ALWAYS
    if at_sign and ".." in span:
        window = _window(span, zone)
    else:
        value = body
    value = _unescape(value)
    if not value.strip():
        raise InvalidInput(field="identity", problem="empty")
    return Identity(kind, value, _unescape(tenant) if hash_sign else None, window)


def identifies(kind: str | None, value: object) -> bool:
    """Whether a value found in a row can lead on: not a blank, nor what stands where there is none ("-", "n/a", "anonymous")."""
    if not isinstance(value, str):
        return True
    match kind:
        case "email":
            return "@" in value.strip("@ ")
        case "phone_number":
            return any(sign.isdecimal() and int(sign) for sign in value)
        case _:
            return bool(value.strip())


def several_numbers(typed: str) -> list[str]:
    """The numbers that somebody typed into one field."""
    return [text.strip(" .\r\t") for text in _BETWEEN_NUMBERS.split(typed) if any(sign.isdecimal() for sign in text)]


def normalise(kind: str, value: str, country: str | None) -> str:
    """The one form of an identifier: email in lower case, a telephone number as E.164 where it can be one, others trimmed."""
    text = unicodedata.normalize("NFKC", value).strip()
    if kind in ("email", "login"):
        return text.lower()
    if kind == "phone_number":
        return _e164(text, _REGIONS.get(country or "", country))
    if kind == "mac":
        digits = re.sub(r"[:.\-\s]", "", text)
        return digits.lower() if _MAC.match(digits) else text.lower()
    if kind == "sip_uri":
        return _sip(text)
    if kind == "dn":
        return distinguished(text)
    return text.lower() if kind == "ip" or _UUID.match(text) else text


def _sip(text: str) -> str:
    """`user@host`: without scheme and parameters, the host in lower case (RFC 3261: the user's part is told apart by case)."""
    inside = _URI.sub("", text.strip("<>"), count=1).partition(";")[0].partition("?")[0]
    user, at_sign, host = inside.rpartition("@")
    return f"{user}@{host.lower()}" if at_sign else inside


@lru_cache(maxsize=50_000)
def _e164(text: str, country: str | None) -> str:
    """E.164 if the text is a number that can exist, else its digits (an extension, a short code), else the text."""
    number = _ESCAPED_PLUS.sub("+", _URI.sub("", text).split("@")[0].split(";")[0]).strip()
    if not _NUMBERISH.match(number):
        return text
    digits = "".join(c for c in number if c.isdecimal())
    parsed = _parse(number, digits, country)
    if parsed is not None:
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return "".join(str(int(c)) for c in digits)


def _parse(number: str, digits: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """Read as international where it says so, else as national, else as international without its sign.

    Digits that begin with the country's own code and go on as one of its numbers are that number: 491701234567 is in Germany
    never written for 0491 701234567.
    """
    attempts: list[tuple[str, str | None]] = []
    if number.lstrip("( ").startswith("+"):
        attempts += [(number, None), (number.replace("(0)", ""), None)]  # Italy's zero belongs to the number, Denmark has none
    elif digits.startswith("00"):
        attempts.append(("+" + digits[2:], None))
    else:
        if country and digits.startswith(str(phonenumbers.country_code_for_region(country))):
            attempts.append(("+" + digits, None))
        if country:
            attempts.append((number, country))
        attempts.append(("+" + digits, None))
    possible: list[phonenumbers.PhoneNumber] = []
    for text, region in attempts:
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return parsed
        if phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE:
            possible.append(parsed)
    # Plans of numbering change faster than any library: a number of the right length that no range of today holds is still one number.
    return possible[0] if possible else None


TEXT_WAYS = ("e164", "plus_spaced", "zero_zero", "digits", "national", "national_spaced")
ALL_WAYS = (*TEXT_WAYS, "sip_uri")


@lru_cache(maxsize=10_000)
def spellings(value: str, country: str | None, written: tuple[str, ...] = ()) -> Spellings:
    """Every common way to write the number `value` (its normal form) in a source of `country`; `written` narrows the ways."""
    ways = written or ALL_WAYS
    country = _REGIONS.get(country or "", country)
    if not value.startswith("+"):
        return Spellings((value,), tuple(f"{scheme}:{value}@" for scheme in ("sip", "sips")) if "sip_uri" in ways else ())
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:  # a cell may hold a sign and no number
        return Spellings((value,))
    digits = value[1:]
    own = country is not None and parsed.country_code == phonenumbers.country_code_for_region(country)
    national = phonenumbers.national_significant_number(parsed)
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    plain = {national, "".join(c for c in shown if c.isdigit())} if own else set()
    found: dict[str, list[str]] = {
        "e164": [value],
        "plus_spaced": [*_spaced(international), f"+{parsed.country_code} {national}", *_with_zero(parsed, shown)],
        "zero_zero": [f"00{digits}", "00" + international[1:], f"00{parsed.country_code} {national}"],
        "digits": [digits, international[1:]],
        "national": sorted(plain),
        "national_spaced": [*_spaced(shown), *_pairs(national)] if own else [],
        "sip_uri": [f"{scheme}:{form}" for scheme in ("sip", "sips", "tel") for form in (value, digits, f"00{digits}", *sorted(plain))],
    }
    exact = dict.fromkeys(text for way in ways for text in found.get(way, ()))
    forms = [value, f"%2B{digits}", digits, f"00{digits}", *sorted(plain)]
    prefixes = tuple(f"{scheme}:{form}@" for scheme in ("sip", "sips") for form in forms) if "sip_uri" in ways else ()
    return Spellings(tuple(exact), prefixes)


def _spaced(text: str) -> list[str]:
    """The same grouping with other signs between, and the first group apart from a solid rest."""
    words = re.split(r"[\s\-.]+", text)
    first, rest = words[0], "".join(words[1:])
    apart = [f"{first}{sign}{rest}" for sign in (" ", "-", "/")] + [f"({first}) {rest}", f"({first}) {' '.join(words[1:])}"] if rest else []
    return [text, " ".join(words), "-".join(words), ".".join(words), *apart]


def _pairs(national: str) -> list[str]:
    """Groups of two, as Danish, Norwegian and French numbers are often written, and two groups of four."""
    pairs = [national[i:i + 2] for i in range(0, len(national), 2)]
    halves = [national[:4], national[4:]] if len(national) == 8 else []
    return [sign.join(groups) for groups in (pairs, halves) if groups for sign in (" ", "-", ".")]


def _with_zero(parsed: phonenumbers.PhoneNumber, shown: str) -> list[str]:
    """`+49 (0)30 1234567` and its like, for countries with a trunk 0."""
    if not shown.lstrip("(").startswith("0"):
        return [f"+{parsed.country_code} {text}" for text in _pairs(phonenumbers.national_significant_number(parsed))]
    rest = shown.replace("(", "").replace(")", "")[1:]
    return [f"+{parsed.country_code} (0){rest}", f"+{parsed.country_code}(0){rest.replace(' ', '')}", f"+{parsed.country_code} (0) {rest}"]


def spelled(kind: str | None, value: str, country: str | None, written: tuple[str, ...] = ()) -> Spellings | None:
    """Every common way to write an identifier whose form differs from system to system; None for one that stands there as it is."""
    filled = templates(written)
    alone = _alone(kind, value, country, ways(written))
    if not filled:
        return alone
    exact, prefixes = (alone.exact, alone.prefixes) if alone else ((value,), ())
    if not stands_alone(written):
        exact, prefixes = (), ()
    texts = _texts(kind, value, country)
    for one in filled:
        fitting = tuple(one.filled(text) for text in texts if not one.is_digits or (text.isascii() and text.isdecimal()))
        exact, prefixes = (exact, (*prefixes, *fitting)) if one.is_open else ((*exact, *fitting), prefixes)
    if kind in LOWERED and kind != "mac":  # a source is asked for these without case
        exact, prefixes = tuple(text.lower() for text in exact), tuple(text.lower() for text in prefixes)
    return Spellings(tuple(dict.fromkeys(exact)), tuple(dict.fromkeys(prefixes)))


def _texts(kind: str | None, value: str, country: str | None) -> tuple[str, ...]:
    """What may stand in the place of `{}`: the identifier in every spelling that is not itself an address."""
    if kind == "phone_number":
        return spellings(value, country, TEXT_WAYS).exact
    found = _alone(kind, value, country, ())
    return found.exact if found else (value,)


def _alone(kind: str | None, value: str, country: str | None, named: tuple[str, ...]) -> Spellings | None:
    match kind:
        case "phone_number":
            return spellings(value, country, named)
        case "mac" if not _MAC.match(value):
            return Spellings((value,))
        case "mac":
            pairs, fours = ([value[i:i + size] for i in range(0, 12, size)] for size in (2, 4))
            forms = (value, ":".join(pairs), "-".join(pairs), ".".join(fours))
            return Spellings(tuple(dict.fromkeys(case for form in forms for case in (form, form.upper()))))
        case "sip_uri":
            return Spellings((value, *(f"{scheme}:{value}" for scheme in ("sip", "sips")), f"<sip:{value}>"),
                             tuple(f"{scheme}:{value};" for scheme in ("sip", "sips")))
        case _:
            return None


def _window(span: str, zone: tzinfo) -> Window:
    start, _, end = span.partition("..")
    try:
        return Window(limit(_moment(start, zone)), limit(_moment(end, zone)))
    except ValueError:
        raise InvalidInput(field="identity", problem="window") from None


def _moment(text: str, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _unescape(text: str) -> str:
    return text.replace("%23", "#").replace("%40", "@")
