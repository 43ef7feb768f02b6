"""Names of entries in a directory (RFC 4514), in one form: an attribute that names somebody else's entry writes it as it likes.

Invariant: two names have the same form only if they have the same parts in the same order. Letters count alike in both cases, as they do in
the attributes that entries are named by.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PART = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*|[0-9.]+)\s*=((?:\\.|[^\\,;+])*)([,;+]|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"(?:\\[0-9A-Fa-f]{2})+|\\.", re.DOTALL)
_BLANKS = re.compile(r"(?<!\\)\s+\Z")
_SPECIAL = re.compile(r'[,;+="\\<>#]')


@lru_cache(maxsize=50_000)
def distinguished(text: str) -> str:
    """The name in lower case, without blanks between its parts, signs with a meaning of their own as their numbers; what is no name as it is."""
    parts: list[list[str]] = [[]]
    at = 0
    while found := _PART.match(text, at):
        parts[-1].append(f"{found[1].lower()}={_value(found[2])}")
        at = found.end()
        if not found[3]:
            return ",".join("+".join(sorted(part)) for part in parts)
        if found[3] != "+":
            parts.append([])
    return text.lower()


def _value(written: str) -> str:
    plain = _ESCAPED.sub(_sign, _BLANKS.sub("", written.lstrip()))
    return _SPECIAL.sub(lambda sign: f"\\{ord(sign[0]):02x}", " ".join(plain.split()).lower())


def _sign(found: re.Match[str]) -> str:
    escaped = found[0]
    if len(escaped) == 2:
        return escaped[1]
    return bytes.fromhex(escaped.replace("\\", "")).decode("utf-8", "replace")
