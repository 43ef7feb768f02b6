"""What stands around the pages of a PDF: title and language, bookmarks, named places, attached files.

Invariant: every string from outside is written as a PDF text string, so that it cannot end its object.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from dsr.documents.stream import StreamDocument

Attachment = tuple[str, str, bytes]  # name, media type, bytes
_COLOURS = Path(__file__).parent / "color" / "srgb.icc"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>dsr</xmp:CreatorTool><xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>{accessible}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
# PDF/A wants to be told what it does not know itself
_ACCESSIBLE = """
<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>
<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>
</pdfaExtension:schemas>"""


def close(document: StreamDocument, *, title: str, author: str, subject: str, language: str, made_at: datetime,
          attachments: Iterable[Attachment], tags: int | None = None) -> None:
    """Write the rest of the document; `made_at` is the answer's time, so that the same answer is the same bytes. `tags` is the root of its tags."""
    stamp = made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    information = document.put(b"<</Title %s/Author %s/Subject %s/Creator(dsr)/CreationDate(%s)/ModDate(%s)>>"
                               % (text(title), text(author), text(subject), stamp, stamp))
    names = [b"/Dests<</Names[%s]>>" % b" ".join(
        b"(%s)[%d 0 R/XYZ null %.1f null]" % (name.encode(), at.page, at.height) for name, at in sorted(document.destinations.items()))]
    files = _attached(document, attachments, stamp)
    if files:
        names.append(b"/EmbeddedFiles<</Names[%s]>>" % b" ".join(b"(%s) %d 0 R" % one for one in files))
    metadata = _metadata(document, title, author, subject, made_at, language, is_tagged=tags is not None)
    extra = [b"/Metadata %d 0 R/OutputIntents[%d 0 R]" % (metadata, _output(document))]
    extra += [b"/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R" % tags] if tags is not None else []
    extra += [b"/AF[%s]" % b" ".join(b"%d 0 R" % number for _, number in files)] if files else []
    catalogue = document.put(
        b"<</Type/Catalog/Pages %d 0 R/Lang %s/ViewerPreferences<</DisplayDocTitle true>>/PageMode/UseOutlines/Outlines %d 0 R/Names<<%s>>%s>>"
        % (document.root, text(language), _outline(document), b"".join(names), b"".join(extra)))
    document.finish(catalogue, information)


def _metadata(document: StreamDocument, title: str, author: str, subject: str, made_at: datetime, language: str, *, is_tagged: bool) -> int:
    """What archives and readers of tags ask for: PDF/A-3 (ISO 19005-3), PDF/UA-1 (ISO 14289-1)."""
    facts = {"title": escape(title), "author": escape(author), "subject": escape(subject), "language": escape(language),
             "made": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "accessible": _ACCESSIBLE if is_tagged else ""}
    data = _XMP.format(**facts).encode("utf-8", "replace")
    return document.put(b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(data), data))


def _output(document: StreamDocument) -> int:
    """The colours that are meant: sRGB."""
    profile = document.put_stream(_COLOURS.read_bytes(), b"/N 3")
    return document.put(b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %d 0 R>>" % profile)


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
