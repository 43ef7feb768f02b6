"""Pages of a PDF as pictures and as text, for whoever must see an answer before it leaves.

Invariants: the file is only read, and marks are drawn into pictures only; PDFium is used by one thread at a time, for it knows no threads.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pypdfium2
from PIL import Image, ImageDraw

from dsr.domain.errors import VaultError
from dsr.text import translator

WIDTH = 1000                     # of a picture, pixels
_HEIGHT = 2000
_MARKS = 2000                    # of one page, at most
_PATIENCE_S = 20.0               # for those who look at the same time
_FILL, _EDGE = (255, 176, 0, 70), (176, 96, 0, 255)
_CUT = r"(?:\+?\d(?:[\d\s()/.-]*\d)?[\s()/.-]*)?(?<![^\W\d_])x(?:[\s()/.-]*x){2}(?!\w)"   # a number without its last three digits, on one line or two
_turn = threading.Lock()


class Seekable(Protocol):
    """What a PDF is read from."""

    def tell(self) -> int: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def readinto(self, buffer: Any, /) -> int | None: ...


class Busy(Exception):
    """Others are looking; it is free again in a moment."""


class Preview:
    """An open PDF, as a context. Raises Busy on entering, VaultError where the sealed file was changed."""

    def __init__(self, file: Seekable) -> None:
        self._source = _Watched(file)

    def __enter__(self) -> Preview:
        if not _turn.acquire(timeout=_PATIENCE_S):
            raise Busy()
        try:
            self._pdf: Any = pypdfium2.PdfDocument(self._source)  # type: ignore[no-untyped-call]  # it carries no types
        except BaseException:
            _turn.release()
            self._source.check()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._pdf.close()
        finally:
            _turn.release()

    @property
    def pages(self) -> int:
        return len(self._pdf)

    def text(self, page: int) -> str:
        """What stands on a page, from 0; line by line."""
        with self._page(page) as opened:
            words = opened.get_textpage()
            told = str(words.get_text_range())
            words.close()
        return "\n".join(line for line in told.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip())

    def picture(self, page: int, locale: str) -> bytes:
        """A page as PNG, WIDTH pixels wide; cells that are not shown, numbers that were cut and
        the names that stand for them are marked. `locale` is that of the answer."""
        with self._page(page) as opened:
            width, height = opened.get_size()
            scale = min(WIDTH / width, _HEIGHT / height)
            image = opened.render(scale=scale).to_pil().convert("RGB")
            boxes = [(left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
                     for left, bottom, right, top in _masked(opened, locale)]
        return _png(_marked(image, boxes))

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        """Raises VaultError if a part of the page did not open, even where PDFium made do without it."""
        try:
            opened = self._pdf[number]
            yield opened
            opened.close()
        finally:
            self._source.check()


class _Watched:
    """PDFium asks for bytes where no exception gets through: what went wrong is kept, and said afterwards."""

    def __init__(self, file: Seekable) -> None:
        self._file, self._fault = file, False

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:  # PDFium's bindings want it to be there, and never call it
        raise NotImplementedError

    def readinto(self, buffer: Any) -> int:
        try:
            return self._file.readinto(buffer) or 0
        except (VaultError, OSError):
            self._fault = True
            return 0

    def check(self) -> None:
        if self._fault:
            raise VaultError()


def _masked(page: Any, locale: str) -> Iterator[tuple[float, float, float, float]]:
    """Where on a page a masked cell or a cut number stands: left, bottom, right, top, in points from below."""
    words, say = page.get_textpage(), translator(locale)
    named = re.escape(say("letter.contact", number="#")).replace(r"\#", r"[\d\s.,]*\d")
    found = 0
    for hit in re.finditer(rf"(?<!\w)(?:{re.escape(say('letter.masked_cell'))}|{named})(?!\w)|{_CUT}", str(words.get_text_range())):
        for number in range(words.count_rects(hit.start(), len(hit.group()))):
            found += 1
            if found <= _MARKS:
                yield words.get_rect(number)
    words.close()


def _marked(image: Image.Image, boxes: list[tuple[float, float, float, float]]) -> Image.Image:
    if not boxes:
        return image
    over = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    for left, top, right, bottom in boxes:
        pen.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=_FILL, outline=_EDGE, width=2)
    return Image.alpha_composite(image.convert("RGBA"), over).convert("RGB")


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()
