"""What some cells of a column say about it, whatever the column is called.

Invariant: the answer is about the column as a whole (how many of its cells are of one kind), and holds no cell. Never "any ten digits": what
has the form of many things is taken for one of them only where nearly all cells agree.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, EmailUndeliverableError, validate_email

from dsr.domain import national_ids
from dsr.domain.compare import as_text
from dsr.domain.discover_guess import NOTHING, Guess
from dsr.domain.discover_shapes import Column, Family

MOST_CHARACTERS = 300  # of a cell; what is longer is prose
_NOTHING = frozenset({"", "-", "n/a", "none", "null", "unknown", "anonymous", "private", "<null>", "0"})
_SECRET = re.compile(r"\$(?:2[abxy]?|argon2\w*|[1567y]|scrypt|pbkdf2[\w-]*|apr1)\$"
                     r"|\{(?:S?SHA\d*|S?MD5|CRYPT|ARGON2|BCRYPT)\}|pbkdf2[:_]|scrypt:|bcrypt\$")
_DIGEST = re.compile(r"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})\Z")
_MAC = re.compile(r"(?i)(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})\Z")
_BARE_MAC = re.compile(r"(?i)(?=.*[a-f])(?=.*\d)[0-9a-f]{12}\Z")
_URI = re.compile(r"(?i)<?\s*(?:sips?|tel):")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)\Z|\d{14}\Z")
_DECIMAL = re.compile(r"[-+]?\d*[.,]\d+\Z")
_PHONE_SIGNS = re.compile(r"\+?[\d\s()./\-\u00a0\u2010-\u2015]+\Z")
_GROUPED = re.compile(r"\+?[(\d][\d\s()./\-\u00a0\u2010-\u2015]*[\s()./\-][\d\s()./\-]*\d\Z")
_POSTCODE = re.compile(r"\d{5}-\d{3,4}\Z")  # the United States and Brazil
_DOTTED_NAME = re.compile(r"[a-z]{2,}[._][a-z]{2,}\d{0,3}\Z")
_ENDS_OF_HOSTS = ("com", "net", "org", "info", "eu", "dk", "de", "se", "no", "uk", "nl", "fr", "es", "it", "io", "cloud", "example", "local", "test",
                  "invalid", "internal", "lan", "php", "html", "xml", "json", "wav", "conf", "txt", "pdf")
_MCC = range(202, 750)  # mobile countries
_EPOCHS = (("epoch_s", 1), ("epoch_ms", 10**3), ("epoch_us", 10**6), ("epoch_ns", 10**9))
_FROM, _TO = 946_684_800, 2_051_222_400  # seconds of 2000 to 2034: narrower than what is read as a time, for here nothing has said so


def by_values(column: Column, cells: Iterable[object], country: str | None) -> Guess:
    """The guess from the cells alone; NOTHING where none stands out. `country` reads telephone numbers written without one."""
    if column.family in (Family.TIME, Family.DATE):
        return Guess(written="auto", certainty=95, why="type")
    if column.family in (Family.BOOLEAN, Family.CLOCK, Family.BYTES, Family.LIST):
        return NOTHING
    given = list(cells)
    if column.family is Family.NESTED or any(isinstance(cell, dict | list) for cell in given):
        return _nested(given, country)
    texts = [text for text in (as_text(cell).strip() for cell in given if cell is not None) if text.lower() not in _NOTHING]
    if len(texts) < 2:
        return NOTHING
    for rule in (_secret, _time, _email, _address, _device, _telephone, _other):
        found = rule(texts, column, country)
        if found is not None:
            return found
    return NOTHING


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for text in texts if test(text)) / len(texts)


def _sure(share: float, texts: Sequence[str]) -> int:
    """Percent: the share of cells, less where only a few were seen."""
    return min(99, int(100 * share * (1 - 0.5 / math.sqrt(len(texts)))))


def _secret(texts: list[str], column: Column, _country: str | None) -> Guess | None:
    if _share(texts, _SECRET.match) >= 0.5:
        return Guess(is_secret=True, certainty=_sure(1, texts), why="values")
    lengths = {len(text) for text in texts}
    if len(lengths) == 1 and column.family is not Family.INTEGER and _share(texts, _DIGEST.match) == 1 and _share(texts, str.isdecimal) < 1:
        return Guess(is_secret=True, certainty=60, why="values")
    return None


def _time(texts: list[str], column: Column, _country: str | None) -> Guess | None:
    if column.family in (Family.INTEGER, Family.NUMBER, Family.OTHER, Family.TEXT) and _share(texts, _is_number) == 1:
        numbers = [float(text) for text in texts]
        for written, unit in _EPOCHS:
            if all(_FROM * unit <= number <= _TO * unit for number in numbers) and len(set(numbers)) > 1:
                return Guess(written=written, certainty=80, why="values")
    if column.family in (Family.TEXT, Family.OTHER) and (share := _share(texts, _is_iso)) >= 0.9:
        has_zone = _share(texts, lambda text: text.endswith("Z") or re.search(r"[+-]\d\d:?\d\d\Z", text[10:]))
        return Guess(written="auto" if has_zone > 0.9 else "local", certainty=_sure(share, texts), why="values")
    return None


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d{9,19}(?:\.\d+)?", text))


def _is_iso(text: str) -> bool:
    if not _DATE.match(text) or not text[:4].isdecimal() or text[:2] not in ("19", "20"):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _email(texts: list[str], _column: Column, _country: str | None) -> Guess | None:
    share = _share(texts, lambda text: _URI.match(text) or _is_email(text))
    if share < 0.6:
        return None
    if _share(texts, _URI.match) >= 0.3 or _share(texts, lambda text: text.split("@")[0].strip("+").isdecimal()) > 0.6:
        return Guess("user.unique_id", _sure(share, texts), kind="sip_uri", why="values")
    return Guess("user.contact.email", _sure(share, texts), kind="email", why="values")


@lru_cache(maxsize=20_000)
def _is_email(text: str) -> bool:
    if "@" not in text or len(text) > MOST_CHARACTERS:
        return False
    try:
        validate_email(text, check_deliverability=False, allow_display_name=True)
    except EmailUndeliverableError:
        return True  # of a name kept for examples
    except EmailNotValidError:
        return False
    return True


def _address(texts: list[str], column: Column, _country: str | None) -> Guess | None:
    if column.family not in (Family.TEXT, Family.OTHER):
        return None
    if (share := _share(texts, _is_ip)) >= 0.6:
        return Guess("user.device.ip_address", _sure(share, texts), kind="ip", why="values")
    if (share := _share(texts, _MAC.match)) >= 0.6 or (share := _share(texts, _BARE_MAC.match)) >= 0.8:
        return Guess("user.device.device_id", _sure(share, texts), kind="mac", why="values")
    return None


def _is_ip(text: str) -> bool:
    bare = text.partition("/")[0]
    if bare.count(".") == 3 and bare.count(":") == 1:  # with a port
        bare = bare.partition(":")[0]
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return "." in bare or ":" in bare


def _device(texts: list[str], _column: Column, _country: str | None) -> Guess | None:
    if len(texts) < 3:
        return None
    if _share(texts, lambda text: len(text) == 15 and text.isdecimal()) >= 0.9:
        if _share(texts, _luhn) >= 0.8:
            return Guess("user.device.device_id", _sure(0.95, texts), kind="imei", why="values")
        if (share := _share(texts, lambda text: int(text[:3]) in _MCC if text.isdecimal() else False)) >= 0.9:
            return Guess("user.unique_id", _sure(share, texts), kind="imsi", why="values")
    if (share := _share(texts, lambda text: len(text) in (18, 19, 20) and text.isdecimal() and text.startswith("89"))) >= 0.9:
        return Guess("user.device.device_id", _sure(share, texts), kind="iccid", why="values")
    return None


def _luhn(text: str) -> bool:
    digits = [int(sign) for sign in reversed(text) if sign.isdecimal()]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def _telephone(texts: list[str], column: Column, country: str | None) -> Guess | None:
    if column.family is Family.NUMBER:
        return None
    if (share := _share(texts, national_ids.blocks)) >= 0.6:
        return Guess("user.government_id", _sure(share, texts), why="values")
    numbers = [_number(text, country) for text in texts]
    sure = [region for region in numbers if region is not None]
    share = len(sure) / len(texts)
    is_plain = all(text.isdecimal() for text in texts)
    if share < 0.5 or (is_plain and (share < 0.85 or len(texts) < 3)) or (not any(sure) and (share < 0.7 or len(texts) < 3)):
        return None  # digits alone are many things, and so are digits in groups that no country numbers by
    certainty = _sure(share, texts) if not is_plain else min(70, _sure(share, texts))
    of = Counter(region for region in sure if region).most_common(1)
    return Guess("user.contact.phone_number", certainty, kind="phone_number", is_number_of=of[0][0] if of else None, why="values")


@lru_cache(maxsize=20_000)
def _number(text: str, country: str | None) -> str | None:
    """The region of a telephone number, empty where its form alone says that it is one; None for what is none."""
    text = re.sub(r"(?i)\s*(?:x|ext\.?)\s*\d{1,5}\Z", "", text)
    if not _PHONE_SIGNS.match(text) or _DATE.match(text) or _DECIMAL.match(text) or _POSTCODE.match(text):
        return None
    digits = re.sub(r"\D", "", text)
    if not 6 <= len(digits) <= 17:
        return None
    plus = text if text.startswith("+") else "+" + (digits[2:] if digits.startswith("00") else digits)
    tries: list[tuple[str, str | None]] = [(plus, None), *([(text, country)] if country else [])]
    if text.startswith("+"):
        tries = tries[:1]
    for spelled, region in tries:
        try:
            parsed = phonenumbers.parse(spelled, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed) or (text.startswith("+") and phonenumbers.is_possible_number(parsed)):
            return phonenumbers.region_code_for_number(parsed) or ""
    return "" if _GROUPED.match(text) and len(digits) >= 8 and not digits.startswith("978") else None


def _other(texts: list[str], column: Column, _country: str | None) -> Guess | None:
    if column.family not in (Family.TEXT, Family.OTHER):
        return None
    share = _share(texts, lambda text: _DOTTED_NAME.match(text) and not text.endswith(_ENDS_OF_HOSTS))
    if share >= 0.8 and len(set(texts)) > 0.5 * len(texts):
        return Guess("user.account.username", min(60, _sure(share, texts)), kind="username", why="values")
    if sum(map(len, texts)) / len(texts) > 60 and _share(texts, lambda text: text.count(" ") > 5) > 0.6:
        return Guess("user.content", 45, why="values")
    return None


def _nested(cells: list[object], country: str | None) -> Guess:
    """Personal where identifiers stand inside; of what kind is for a person to say."""
    held = [list(_leaves(cell, 0)) for cell in cells if cell]
    if not held:
        return NOTHING
    share = sum(1 for leaves in held if any(_is_email(one) or _is_ip(one) or _strict(one, country) for one in leaves)) / len(held)
    return Guess("user", min(80, _sure(share, [""] * len(held))), why="values inside") if share >= 0.3 else NOTHING


def _strict(text: str, country: str | None) -> bool:
    return text.startswith("+") and bool(_number(text, country))


def _leaves(cell: object, depth: int) -> Iterable[str]:
    if depth > 5:
        return
    if isinstance(cell, dict | list):
        for below in cell.values() if isinstance(cell, dict) else cell:
            yield from _leaves(below, depth + 1)
    elif isinstance(cell, str) and len(cell) < MOST_CHARACTERS:
        yield cell
