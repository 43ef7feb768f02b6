"""Bytes of a mail become an `Inbound`. Invariant: whatever the bytes are, nothing raises, and time and memory grow with their number only."""

from __future__ import annotations

from collections.abc import Iterable

from dsr.domain.uploads import clean_name
from dsr.inbound import nature, quoting
from dsr.inbound.base import Address, Attachment, Fault, Inbound
from dsr.inbound.header import Head, one_line
from dsr.inbound.html_text import text_of
from dsr.inbound.mime import Budget, Part, tree
from dsr.inbound.nature import Seen

MOST_BYTES = 25 * 1024 * 1024
MOST_TEXT = 200_000       # signs of text that are read
MOST_FORWARDS = 3         # mails inside each other
_NO_FILES = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",  # of a mail that is readable without them
    "message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})        # what a report consists of
_CLOSED = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})                            # winmail.dat
_MAIL = "message/rfc822"


def read(raw: bytes) -> Inbound:
    """What the mail says. Of one that nothing can be made of, only that."""
    try:
        return _Reading(Budget()).mail(raw)
    except Exception:  # a stranger chooses these bytes, and a mail that stops the mailbox stops everybody's
        return Inbound(faults=(Fault.UNREADABLE,))


class _Reading:
    """One mail, and those inside it."""

    def __init__(self, budget: Budget, depth: int = 0) -> None:
        self._budget, self._depth = budget, depth
        self._faults = dict[Fault, None]()
        self._attachments = list[Attachment]()
        self._pictures = list[Attachment]()  # of the text, such as a logo: they come last, so that they take no file's place
        self._forwarded = list[Inbound]()
        self._texts = list[str]()

    def mail(self, raw: bytes) -> Inbound:
        if len(raw) > MOST_BYTES:
            self._note(Fault.TOO_LARGE)
            raw = raw[:MOST_BYTES]
        if b"\n" not in raw:
            raw = raw.replace(b"\r", b"\n")
        root = tree(raw, 0, len(raw), self._note, self._budget)
        self._take(root)
        head, subject = root.head, root.head.text("subject")
        cut = quoting.split("\n\n".join(text for text in self._texts if text)[:MOST_TEXT], subject)
        senders, recipients = head.addresses("from"), head.addresses("to")
        reply_to = head.addresses("reply-to")
        self._doubt(head, senders, reply_to)
        leaves = tuple(root.leaves())
        seen = Seen(head, root, leaves, senders[0] if senders else Address(), subject, cut.own, self._note)
        kind, bounce = nature.judged(seen)
        if cut.forwarded:
            self._forwarded.insert(0, self._inline(cut.forwarded, self._depth + 1))
        return Inbound(
            message_id=next(iter(head.ids("message-id")), ""), in_reply_to=head.ids("in-reply-to"), references=head.ids("references"),
            sender=senders[0] if senders else Address(), reply_to=reply_to, recipients=recipients, cc=head.addresses("cc"), subject=subject,
            sent_at=head.date, text=cut.own, quoted=cut.quoted, attachments=self._files(),
            forwarded=tuple(self._forwarded), nature=kind, bounce=bounce, faults=tuple(self._faults))

    def _files(self) -> tuple[Attachment, ...]:
        """Those of the mail, and then those of the mails inside it."""
        if Fault.TOO_LARGE in self._faults:
            return ()
        return (*self._attachments, *self._pictures, *(file for inner in self._forwarded for file in inner.attachments))

    def _note(self, fault: Fault) -> None:
        self._faults[fault] = None

    def _take(self, part: Part) -> None:
        """What a part has of text, files and mails."""
        kind = part.head.media_type
        if kind == "multipart/alternative":
            self._take_best(part.children)
        elif part.children:
            for child in part.children:
                self._take(child)
        elif kind in (_MAIL, "message/global"):
            self._take_mail(part)
        elif self._is_text(part):
            self._texts.append(self._text(part))
        elif kind not in _NO_FILES:
            self._take_file(part)

    def _take_best(self, ways: Iterable[Part]) -> None:
        """Of several forms of one text the plain one; files that lie in another form are taken all the same."""
        texts = [way for way in ways if not way.children and self._is_text(way)]
        best = next((text for one in ("text/plain", "text/html") for way in texts if way.head.media_type == one and (text := self._text(way))), "")
        nested = [way for way in ways if way not in texts]
        before = len(self._texts)
        for way in nested:
            self._take(way)
        if best:
            del self._texts[before:]
            self._texts.append(best)

    def _take_mail(self, part: Part) -> None:
        if self._depth >= MOST_FORWARDS or self._budget.parts <= 0:
            self._note(Fault.TOO_DEEP)
            return
        self._forwarded.append(_Reading(self._budget, self._depth + 1).mail(part.content(self._note)))

    def _take_file(self, part: Part) -> None:
        name = clean_name(one_line(part.head.file_name, self._note))
        if part.head.media_type in _CLOSED:
            self._note(Fault.UNREADABLE_PART)
        is_picture = part.head.media_type.startswith("image/") and "content-id" in part.head and part.head.disposition != "attachment"
        (self._pictures if is_picture else self._attachments).append(Attachment(name, part.head.media_type, part.content(self._note)))

    @staticmethod
    def _is_text(part: Part) -> bool:
        return part.head.media_type in ("text/plain", "text/html") and part.head.disposition != "attachment" and not part.head.file_name

    def _text(self, part: Part) -> str:
        text = part.text(MOST_TEXT, self._note)
        return text_of(text) if part.head.media_type == "text/html" else text.strip("\n") if text.strip() else ""

    def _inline(self, block: str, depth: int) -> Inbound:
        """A mail that was forwarded as text. Its headers are what somebody typed, or could have."""
        above, text = quoting.headers_above(block)
        head = Head("".join(f"{name}: {value}\n" for name, value in above.items() if name != "date").encode("utf-8", "replace"), self._note)
        senders = head.addresses("from")
        cut = quoting.split(text)
        if cut.forwarded and depth >= MOST_FORWARDS:
            self._note(Fault.TOO_DEEP)
        inner = (self._inline(cut.forwarded, depth + 1),) if cut.forwarded and depth < MOST_FORWARDS else ()
        return Inbound(sender=senders[0] if senders else Address(above.get("from", "")), recipients=head.addresses("to"), cc=head.addresses("cc"),
                       subject=head.text("subject"), text=cut.own, quoted=cut.quoted, forwarded=inner)

    def _doubt(self, head: Head, senders: tuple[Address, ...], reply_to: tuple[Address, ...]) -> None:
        """What speaks against believing who wrote it."""
        if not senders:
            self._note(Fault.NO_SENDER)
            return
        sender = senders[0]
        if len(senders) > 1 or len(head.every("from")) > 1:
            self._note(Fault.SEVERAL_SENDERS)
        if "@" in sender.name and sender.address not in sender.name.lower():
            self._note(Fault.SENDER_NAMED_OTHERWISE)
        if any(_domain(one.address) != _domain(sender.address) for one in reply_to):
            self._note(Fault.REPLY_ELSEWHERE)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
