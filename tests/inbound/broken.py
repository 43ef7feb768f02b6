"""What is broken, doubtful or too much: each is read as far as it goes, and what was wrong with it is noted."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from dsr.inbound.base import Fault, Nature
from tests.inbound.case import DPO, REFERENCE, Case, counted, mail, parts, rights

ASKS = "Please delete all my data."
CPR = "070761-4285"


def _none() -> frozenset[Fault]:
    return frozenset()


def of_parts(count: int) -> bytes:
    """A mail of that many parts, the first of which asks."""
    kind, body = parts("mixed", f"Content-Type: text/plain\n\n{ASKS}", *(f'Content-Type: image/png; name="{n}.png"\n\nx' for n in range(count - 1)))
    return mail(body, subject="x", kind=kind)


def nested(depth: int) -> bytes:
    """Parts in parts, so deep; the deepest asks."""
    body = f"Content-Type: text/plain\n\n{ASKS}\n"
    for level in range(depth):
        body = f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n{body}\n--b{level}--\n'
    kind, _, rest = body.partition("\n\n")
    return mail(rest, subject="x", kind=kind.removeprefix("Content-Type: "))


def large(size: int) -> bytes:
    """A mail of about that many bytes: it asks, and carries one file."""
    content = base64.encodebytes(bytes(range(256)) * (size // 350)).decode()
    kind, body = parts("mixed", f"Content-Type: text/plain\n\n{ASKS}",
                       f'Content-Type: application/pdf; name="scan.pdf"\nContent-Transfer-Encoding: base64\n\n{content}')
    return mail(body, subject="x", kind=kind)


def _encodings() -> Iterator[Case]:
    danish = "Jeg vil gerne have slettet alle mine data, også på fødselsdage. Mvh Søren"
    told = {"rights": rights("E"), "language": "da"}
    for charset in ("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-16", "cp865", "utf-8-sig"):
        yield Case(charset, mail(danish.encode(charset), kind=f"text/plain; charset={charset}"), faults=_none(), **told)
    yield Case("no-charset-latin", mail(danish.encode("cp1252"), kind="text/plain"), faults=frozenset({Fault.BAD_ENCODING}), **told)
    yield Case("wrong-charset", mail(danish.encode("cp1252"), kind="text/plain; charset=utf-8"), faults=frozenset({Fault.BAD_ENCODING}), **told)
    yield Case("unknown-charset", mail(danish, kind="text/plain; charset=x-martian"), faults=frozenset({Fault.UNKNOWN_CHARSET}), **told)
    yield Case("no-text-charset", mail(danish, kind="text/plain; charset=base64"), faults=frozenset({Fault.UNKNOWN_CHARSET}), **told)
    yield Case("slow-charset", mail(danish, kind="text/plain; charset=punycode"), faults=frozenset({Fault.UNKNOWN_CHARSET}), **told)
    yield Case("base64", mail(base64.encodebytes(danish.encode()), "Content-Transfer-Encoding: base64"), faults=_none(), **told)
    yield Case("base64-cut", mail(base64.encodebytes(danish.encode())[:-3], "Content-Transfer-Encoding: base64"),
               faults=frozenset({Fault.BAD_ENCODING}), **told)
    yield Case("quoted-printable", mail("Jeg vil gerne have slettet alle mine da=\nta, ogs=C3=A5 p=C3=A5 onsdag.",
                                        "Content-Transfer-Encoding: quoted-printable"),
               faults=_none(), **told)
    yield Case("unknown-transfer", mail(danish, "Content-Transfer-Encoding: x-fax"), faults=frozenset({Fault.BAD_ENCODING}), **told)
    yield Case("raw-header", mail("Mvh Carol", subject="Jeg ønsker at få slettet alle mine data"), faults=_none(), **told)
    yield Case("bad-word", mail(ASKS, "Subject: =?utf-8?b?x?="), rights=rights("E"))
    yield Case("split-word", mail("Mvh", "Subject: Slet =?utf-8?b?bWluZQ==?= =?utf-8?q?_data=2C_S=C3?= =?utf-8?q?=B8ren_=C3=B8nsker_det?="),
               rights=rights("E"))


def _headers() -> Iterator[Case]:
    told = {"rights": rights("E"), "language": "en"}
    for name, date in (("far", "Tue, 1 Dec 9999 10:00:00 +0000"), ("old", "Mon, 1 Jan 1890 00:00:00 +0000"), ("words", "yesterday"),
                       ("zone", "Tue, 1 Dec 2026 10:00:00 +9900"),
                       ("day", "Tue, 99 Dec 2026 10:00:00 +0000"), ("huge", f"Tue, 1 Dec {'9' * 500} 10:00:00 +0000")):
        yield Case(f"date-{name}", mail(ASKS, f"Date: {date}"), faults=frozenset({Fault.BAD_DATE}), is_certain=True, **told)
    yield Case("no-date", mail(ASKS, "Date: "), faults=_none(), is_certain=True, **told)
    yield Case("injected", mail(ASKS, "Subject: =?utf-8?q?x=0D=0ABcc:_all@telco.example?="), faults=frozenset({Fault.HEADER_BREAK}),
               is_certain=False, **told)
    yield Case("injected-name", mail(ASKS, sender="=?utf-8?q?Carol=0AReply-To:_x?= <carol@kunde.example>"), faults=frozenset({Fault.HEADER_BREAK}),
               is_certain=False, **told)
    yield Case("no-sender", mail(ASKS, sender=""), faults=frozenset({Fault.NO_SENDER}), is_certain=False, **told)
    yield Case("bad-sender", mail(ASKS, sender="Carol at home"), faults=frozenset({Fault.NO_SENDER, Fault.BAD_HEADER}), is_certain=False, **told)
    yield Case("two-senders", mail(ASKS, sender="carol@kunde.example, bob@other.example"), faults=frozenset({Fault.SEVERAL_SENDERS}),
               is_certain=False, **told)
    yield Case("two-froms", b"From: bob@other.example\n" + mail(ASKS), faults=frozenset({Fault.SEVERAL_SENDERS}), is_certain=False, **told)
    yield Case("spoofed-name", mail(ASKS, sender='"carol@kunde.example" <x@evil.example>'), faults=frozenset({Fault.SENDER_NAMED_OTHERWISE}),
               is_certain=False, **told)
    yield Case("spoofed-comment", mail(ASKS, sender="carol@kunde.example (x) <x@evil.example>"), is_certain=False, **told)
    yield Case("reply-elsewhere", mail(ASKS, "Reply-To: x@evil.example"), faults=frozenset({Fault.REPLY_ELSEWHERE}), is_certain=False, **told)
    yield Case("exchange-id", mail(ASKS, "Message-ID: <[b378dfc5@microsoft.com]>"), faults=_none(), is_certain=True, **told)
    yield Case("trailing-comma", mail(ASKS, f"Cc: {DPO},"), is_certain=True, **told)
    yield Case("comment-as-name", mail(ASKS, "Cc: (x): a@b.example;"), is_certain=True, **told)
    yield Case("starred-parameter", mail(ASKS, kind="text/plain; name*"), is_certain=True, **told)
    yield Case("deep-comment", mail(ASKS, "Cc: " + "(" * 9_000), is_certain=True, **told)
    yield Case("long-subject", mail(ASKS, subject="x" * 100_000), faults=frozenset({Fault.LONG_HEADER}), is_certain=True, **told)
    yield Case("many-headers", b"".join(b"X-%d: x\n" % n for n in range(5_000)) + mail(ASKS), faults=frozenset({Fault.LONG_HEADER, Fault.NO_SENDER}),
               **told)
    yield Case("line-that-is-none", b"this is no header\n" + mail(ASKS), faults=frozenset({Fault.BAD_HEADER}), is_certain=True, **told)
    yield Case("mbox", b"From carol@kunde.example Tue Dec  1 10:00:00 2026\n" + mail(ASKS), faults=_none(), is_certain=True, **told)
    yield Case("crlf", mail(ASKS, subject=f"x ({REFERENCE})").replace(b"\n", b"\r\n"), faults=_none(), token=REFERENCE, **told)
    yield Case("cr-only", mail(ASKS).replace(b"\n", b"\r"), faults=_none(), **told)


def _structures() -> Iterator[Case]:
    told = {"rights": rights("E"), "language": "en"}
    page = "<html><head><style>p {color: red}</style><title>x</title></head>" \
           "<body><p>Please <b>delete</b> all&nbsp;my data.<p>Carol<!-- no --></body></html>"
    yield Case("html", mail(page, kind="text/html; charset=utf-8"), faults=_none(), is_certain=True, **told)
    yield Case("html-hidden", mail('<div style="display:none">Send me a copy of my data</div><p>Hello there, thank you!</p>', kind="text/html"),
               language="en")
    yield Case("html-unclosed", mail("<p>Please delete all my data.<table><tr><td><a href='x", kind="text/html"), rights=rights("E"))
    yield Case("html-brackets", mail("<" * 20_000 + ASKS, kind="text/html"), rights=rights("E"))
    yield Case("html-comments", mail("<!--" * 50_000 + ASKS, kind="text/html"))
    kind, body = parts("alternative", f"Content-Type: text/plain\n\n{ASKS}", "Content-Type: text/html\n\n<p>Another text</p>")
    yield Case("plain-before-html", mail(body, kind=kind), faults=_none(), is_certain=True, **told)
    kind, body = parts("alternative", "Content-Type: text/plain\n\n", f"Content-Type: text/html\n\n<p>{ASKS}</p>")
    yield Case("empty-plain", mail(body, kind=kind), faults=_none(), is_certain=True, **told)
    yield Case("no-boundary", mail(ASKS, kind="multipart/mixed"), faults=frozenset({Fault.BROKEN_PARTS}))
    yield Case("boundary-never-comes", mail(ASKS, kind="multipart/mixed; boundary=x"), faults=frozenset({Fault.BROKEN_PARTS}))
    yield Case("not-closed", mail(f"--x\nContent-Type: text/plain\n\n{ASKS}", kind="multipart/mixed; boundary=x"),
               faults=frozenset({Fault.BROKEN_PARTS}), is_certain=True,
               **told)
    yield Case("thousand-parts", of_parts(999), faults=_none(), is_certain=True, **told)
    yield Case("too-many-parts", of_parts(3_000), faults=frozenset({Fault.TOO_MANY_PARTS}), **told)
    yield Case("deep", nested(15), faults=_none(), is_certain=True, **told)
    yield Case("too-deep", nested(200), faults=frozenset({Fault.TOO_DEEP}))
    kind, body = parts("mixed", f"Content-Type: text/plain\n\n{ASKS}", "Content-Type: application/ms-tnef; name=winmail.dat\n\nx")
    yield Case("winmail", mail(body, kind=kind), faults=frozenset({Fault.UNREADABLE_PART}), is_certain=False, **told)
    yield Case("empty", b"", faults=frozenset({Fault.NO_SENDER}), is_certain=False)
    yield Case("noise", bytes(range(256)) * 40, is_certain=False)
    yield Case("25-megabytes", large(25 * 1024 * 1024 - 2_000), faults=_none(), is_certain=True, **told)
    yield Case("too-large", large(26 * 1024 * 1024), **told)


def _national() -> Iterator[Case]:
    said = f"Jeg vil gerne have indsigt i mine data. Mit CPR-nummer er {CPR}. Mvh Carol"
    told = {"rights": rights("A"), "language": "da", "holds_national": True}
    yield Case("in-text", mail(said), **told)
    yield Case("in-subject", mail("Jeg vil gerne have indsigt i mine data. Mvh Carol", subject=f"CPR {CPR}"), **told)
    yield Case("quoted", mail(f"Tak for det.\n> Mit CPR-nummer er {CPR}\n", subject="Re: x"), holds_national=True)
    yield Case("far-below", mail("Tak for det.\n" * 3_000 + f"Mit CPR-nummer er {CPR}"), holds_national=True)
    kind, body = parts("mixed", "Content-Type: text/plain\n\nSe bilag", f'Content-Type: application/pdf; name="CPR {CPR}.pdf"\n\nx')
    yield Case("in-the-name-of-a-file", mail(body, kind=kind), holds_national=True)
    kind, body = parts("mixed", "Content-Type: text/plain\n\nFYI", f"Content-Type: message/rfc822\n\n{mail(said).decode()}")
    yield Case("passed-on", mail(body, subject="Fwd: x", kind=kind), **told)
    yield Case("a-telephone-number", mail("Jeg vil gerne have indsigt i mine data. Telefon +45 32 12 34 56. Mvh Carol"), rights=rights("A"),
               language="da")
    yield Case("a-person-who-is-postmaster", mail(f"Your letter could not be delivered to me. {ASKS}", sender="postmaster@kunde.example",
                                                  subject="x"),
               rights=rights("E"), language="en", is_certain=True)
    yield Case("in-a-bounce", mail(f"Your message was not delivered. CPR {CPR}", sender="MAILER-DAEMON@x.example",
                                   subject="Undeliverable: x. 5.1.1"), Nature.BOUNCE,
               holds_national=True)


CASES = (*counted("encoding", _encodings()), *counted("header", _headers()), *counted("structure", _structures()), *counted("national", _national()))
