"""Text from outside on one line, for print and screen. Invariant: nothing in it hides, reorders or breaks what stands around it."""

from __future__ import annotations

import re
import unicodedata

REPLACED = "\ufffd"
_BREAKS = "\t\n\r\x0b\x0c\x85\u2028\u2029\u202f"
_ARABIC = "\u0620-\u06ff"
_PICTURE = "\u2600-\u27bf\U0001f000-\U0001faff\ufe0f"
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
    # the two joiners are spelling between Arabic letters and glue between pictures, and hide something anywhere else
    f"|(?<![{_ARABIC}])\u200c|\u200c(?![{_ARABIC}])|(?<![{_ARABIC}{_PICTURE}])\u200d")


def safe(text: str) -> str:
    """The text without signs that hide, reorder or break: they become a blank or a visible mark."""
    if text.isascii() and text.isprintable():
        return text
    return _ODD.sub(lambda match: " " if match.group() in _BREAKS else REPLACED, unicodedata.normalize("NFC", text))
