"""Bytes to text, whatever they say they are. Invariant: nothing raises, and no decoder is used that takes more than linear time."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from dsr.inbound.base import Fault

Note = Callable[[Fault], None]

_FIT = re.compile(r"(?:utf-(?:7|8|8-sig|16|16-le|16-be|32|32-le|32-be)|ascii|iso8859-\d+|cp\d+|koi8-[a-z]|mac-[a-z]+\d?|gbk?|gb2312|gb18030"
                  r"|big5(?:hkscs)?|euc_[a-z0-9_]+|shift_jis\w*|iso2022_[a-z0-9_]+|hz|johab|tis-620|ptcp154|hp-roman8)\Z")
_MEANT = {"ascii": "utf-8", "iso8859-1": "cp1252"}  # what is written under these names more often than they are
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def decoded(data: bytes, charset: str | None, note: Note) -> str:
    """The text; what cannot be read as it says is read as UTF-8, or else as Windows writes it."""
    name = _known(charset) if charset else "utf-8"
    if name is None:
        note(Fault.UNKNOWN_CHARSET)
    for attempt in dict.fromkeys((_MEANT.get(name or "", name), "utf-8")):
        if attempt is not None:
            try:
                return data.decode(attempt)
            except (UnicodeError, LookupError):
                note(Fault.BAD_ENCODING)
    return data.decode("cp1252", "replace")


def plain(text: str) -> str:
    """Line ends of one kind, and no control signs but tabs and line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def _known(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset.strip().strip("'\"")[:40]).name
    except (LookupError, ValueError):
        return None
    return name if _FIT.match(name) else None
