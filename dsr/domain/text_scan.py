"""Looks for national numbers in a file of text while it is copied, so that staff know before they decide about it.

Invariant: nothing is kept of what was read but whether there may be one; the file itself is not changed. Recordings, pictures and packed formats
are not looked into.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from dsr.domain.enclosed import HEAD, UNKNOWN, media_type
from dsr.domain.national_ids import suspects

WINDOW = 1 << 14   # signs that are looked at together
OVERLAP = 200      # and those that are looked at once more: a number may stand across the border, with its words
_SNIFFED = 1 << 10
_STAMP = re.compile(r"[0-9]+:[0-5][0-9](?::[0-5][0-9])?(?:[.,][0-9]+)?")  # of subtitles: 04.000 before a number reads like a code for abroad
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_TEXTUAL = frozenset({UNKNOWN, "application/json", "application/xml", "message/rfc822"})


class TextScan:
    """Give it the blocks of one file, in order, by `watched`; then `found` says whether it may hold a national number."""

    def __init__(self, name: str) -> None:
        self._name, self._text, self.found = name, "", False
        self._decoder: codecs.IncrementalDecoder | None = None

    def watched(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The same blocks, each looked at on its way."""
        is_first = True
        for block in blocks:
            if is_first and block:
                self._decoder, is_first = self._begin(block), False
            self._add(block)
            yield block
        self._look()

    def _begin(self, head: bytes) -> codecs.IncrementalDecoder | None:
        """What reads the file as text; None if it is none."""
        encoding = _MARKS.get(head[:2], "utf-8")
        kind = media_type(self._name, head[:HEAD] if encoding == "utf-8" else b"")  # by these two bytes alone it might be music
        if not kind.startswith("text/") and kind not in _TEXTUAL:
            return None
        if encoding == "utf-8" and b"\0" in head[:_SNIFFED]:
            return None
        return codecs.getincrementaldecoder(encoding)("replace")

    def _add(self, block: bytes) -> None:
        if self._decoder is None or self.found:
            return
        self._text += self._decoder.decode(block)
        while len(self._text) > WINDOW:
            rest, self._text = self._text[WINDOW - OVERLAP:], self._text[:WINDOW]
            self._look()
            self._text = rest

    def _look(self) -> None:
        self.found = self.found or suspects(_STAMP.sub("|", self._text))
