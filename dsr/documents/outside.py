"""What stands around the pages of a PDF: title and language, bookmarks, named places, attached files.

Invariant: every string from outside is written as a PDF text string, so that it cannot end its object.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from dsr.documents.stream import StreamDocument

Attachment = tuple[str, str, bytes]  # name, media type, bytes


def close(document: StreamDocument, *, title: str, author: str, subject: str, language: str, made_at: datetime,
          attachments: Iterable[Attachment]) -> None:
    """Write the rest of the document; `made_at` is the answer's time, so that the same answer is the same bytes."""
    stamp = made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    information = document.put(b"<</Title %s/Author %s/Subject %s/Creator(dsr)/CreationDate(%s)/ModDate(%s)>>"
                               % (text(title), text(author), text(subject), stamp, stamp))
    names = [b"/Dests<</Names[%s]>>" % b" ".join(
        b"(%s)[%d 0 R/XYZ null %.1f null]" % (name.encode(), at.page, at.height) for name, at in sorted(document.destinations.items()))]
    files = _attached(document, attachments, stamp)
    if files:
        names.append(b"/EmbeddedFiles<</Names[%s]>>" % b" ".join(b"(%s) %d 0 R" % one for one in files))
    catalogue = document.put(
        b"<</Type/Catalog/Pages %d 0 R/Lang %s/ViewerPreferences<</DisplayDocTitle true>>/PageMode/UseOutlines/Outlines %d 0 R/Names<<%s>>%s>>"
        % (document.root, text(language), _outline(document), b"".join(names),
           b"/AF[%s]" % b" ".join(b"%d 0 R" % number for _, number in files) if files else b""))
    document.finish(catalogue, information)


def text(words: str) -> bytes:
    """A PDF text string."""
    if words.isascii() and words.isprintable():
        return b"(%s)" % words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode()
    return b"<FEFF%s>" % words.encode("utf-16-be", "replace").hex().encode()


def _outline(document: StreamDocument) -> int:
    root = document.reserve()
    numbers = [document.reserve() for _ in document.outline]
    for place, (title, name) in enumerate(document.outline):
        before = b"/Prev %d 0 R" % numbers[place - 1] if place else b""
        after = b"/Next %d 0 R" % numbers[place + 1] if place + 1 < len(numbers) else b""
        document.put(b"<</Title %s/Parent %d 0 R/Dest(%s)%s%s>>" % (text(title), root, name.encode(), before, after), numbers[place])
    return document.put(b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (numbers[0], numbers[-1], len(numbers)), root)


def _attached(document: StreamDocument, attachments: Iterable[Attachment], stamp: bytes) -> list[tuple[bytes, int]]:
    """Name and object number of each file, by name. Names are those of the files in the folder, its `/` written as `-`."""
    result = []
    for name, media_type, data in attachments:
        kind = media_type.replace("/", "#2F").encode()
        stream = document.put_stream(data, b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate(%s)>>" % (kind, len(data), stamp))
        flat = name.replace("/", "-").encode("ascii")  # percent-encoded before: letters, digits, points, hyphens
        spec = document.put(b"<</Type/Filespec/F(%s)/UF(%s)/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>" % (flat, flat, stream, stream))
        result.append((flat, spec))
    return sorted(result)
