"""References of requests and pick-up codes: signs that a person can read out, write down and type again.

Invariant: what `new_reference` and `new_code` make, `parse_reference` and `normal_code` read back, however it was typed; and a reference with
one wrong sign, or with two signs swapped, is none at all, so that a slip never opens the page of somebody else's request.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXYZ"  # 31 signs: a prime number is what lets one check sign find every slip
RANDOM_BYTES = 16  # as many as are needed for signs that are even to one part in 2**68
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "U": "V"})  # signs we never write, and what was seen
_PREFIX, _MAIL = "DSR", "MAIL"
_BODY, _CODE = 8, 12
_LONGEST = 60  # of what was typed; more is no slip of the hand


def new_reference(random: bytes) -> str:
    """A reference "DSR-XXXX-XXXX-C" from at least 16 random bytes; C is the check sign."""
    body = _signs(random, _BODY)
    return _with_hyphens(body + _check_sign(body))


def new_mail_reference(random: bytes) -> str:
    """The sign of a mail that came in, "MAIL-XXXX-XXXX-C": made in the same way, and never taken for that of a request."""
    body = _signs(random, _BODY)
    return "-".join((_MAIL, *_groups(body + _check_sign(body))))


def parse_reference(text: str) -> str | None:
    """The reference as we store it from what a person typed, with or without DSR in front; None if it is none."""
    signs = _typed(text)
    if len(signs) == len(_PREFIX) + _BODY + 1:
        signs = signs.removeprefix(_PREFIX.translate(_READ_AS))
    if len(signs) != _BODY + 1 or not _is_ours(signs) or _check_sign(signs[:_BODY]) != signs[_BODY]:
        return None
    return _with_hyphens(signs)


def parse_mail_reference(text: str) -> str | None:
    """The sign of a mail as we store it from what a person typed; None if it is none."""
    signs = _typed(text)
    body = signs.removeprefix(_MAIL.translate(_READ_AS))
    if body == signs or len(body) != _BODY + 1 or not _is_ours(body) or _check_sign(body[:_BODY]) != body[_BODY]:
        return None
    return "-".join((_MAIL, *_groups(body)))


def new_code(random: bytes) -> str:
    """A pick-up code "XXXX-XXXX-XXXX", about 59 bits, from at least 16 random bytes."""
    return "-".join(_groups(_signs(random, _CODE)))


def normal_code(text: str) -> str | None:
    """The 12 signs of a pick-up code as they are hashed, from what a person typed; None if it cannot be one."""
    signs = _typed(text)
    return signs if len(signs) == _CODE and _is_ours(signs) else None


def _signs(random: bytes, count: int) -> str:
    """Digits of one large number, which unlike single bytes leaves no sign more likely than another."""
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"at least {RANDOM_BYTES} random bytes are needed")
    rest, signs = int.from_bytes(random, "big"), ""
    for _ in range(count):
        rest, digit = divmod(rest, len(ALPHABET))
        signs += ALPHABET[digit]
    return signs


def _check_sign(body: str) -> str:
    """The rule of ISBN-10 with 31 for 11: weights that differ, and a sum that the prime divides."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in zip(range(len(body) + 1, 1, -1), body, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def _typed(text: str) -> str:
    """Upper case, without blanks and hyphens of any kind, each sign we never write as the one it was taken for."""
    if len(text) > _LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", text).upper().replace("\u2212", "-")
    return "".join(sign for sign in plain if unicodedata.category(sign) not in {"Zs", "Pd", "Cc", "Cf"}).translate(_READ_AS)


def _is_ours(signs: str) -> bool:
    return all(sign in ALPHABET for sign in signs)


def _with_hyphens(signs: str) -> str:
    return "-".join((_PREFIX, *_groups(signs)))


def _groups(signs: str) -> list[str]:
    return [signs[start:start + 4] for start in range(0, len(signs), 4)]
