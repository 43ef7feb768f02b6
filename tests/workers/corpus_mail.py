"""The corpus as a mailbox gets it: each mail from a person of its own, the one whose request, if it names one, is open here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from dsr.domain.mail_in import MailState, Nature
from dsr.kit import Kit
from dsr.models import IncomingMail, Message, Request
from dsr.services import mail_store
from tests.inbound.case import OURS, REFERENCE, Case
from tests.inbound.corpus import CORPUS
from tests.services.carol import send
from workers import inbox, mailbox

_HER = b"carol@kunde.example"


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail, and the request that it may belong to; None if it names none."""

    case: Case
    raw: bytes = field(repr=False)
    request_id: int | None


def written(kit: Kit, cases: Iterable[Case] = CORPUS) -> list[Sent]:
    """Each of the mails, and a request with its first letter for each that names one."""
    return [_from_her_own(kit, case, number) for number, case in enumerate(cases)]


def _from_her_own(kit: Kit, case: Case, number: int) -> Sent:
    her = f"p{number:04}@kunde.example".encode()
    raw = b"\r\n".join(case.raw.replace(_HER, her).splitlines()) + b"\r\n"  # as mails are on their way
    if not case.token or not any(sign.encode() in raw for sign in (REFERENCE, OURS.strip("<>"))):
        return Sent(case, raw, None)
    reference, letter, request_id = _request(kit, her.decode(), number)
    return Sent(case, raw.replace(REFERENCE.encode(), reference.encode()).replace(OURS.strip("<>").encode(), letter.encode()), request_id)


def _request(kit: Kit, email: str, number: int) -> tuple[str, str, int]:
    """Its reference, the Message-ID of its first letter, and its row."""
    with kit.database.transaction() as session:
        receipt = send(session, kit, key=f"corpus-{number}", email=email)
        letter = session.execute(select(Message).order_by(Message.id.desc())).scalars().first()
        assert letter is not None
        return receipt.reference, letter.message_id.strip("<>"), letter.request_id


def read_all(kit: Kit) -> None:
    mailbox.align(kit)
    while mailbox.read_next(kit):
        pass
    while inbox.place_next(kit):
        pass


def wrong(kit: Kit, sent: list[Sent]) -> list[str]:
    """What was lost, kept twice, or put where it does not belong; the names of the cases."""
    found: list[str] = []
    with kit.database.reading() as session:
        rows = {row.digest: row for row in session.execute(select(IncomingMail)).scalars()}
        own = {request.id: request.intake_key for request in session.execute(select(Request)).scalars()}
    for one in sent:
        row = next((rows.pop(digest) for digest in _digests(one, kit) if digest in rows), None)
        if row is None:
            found.append(f"{one.case.name}: lost")
        elif row.state is MailState.NEW:
            found.append(f"{one.case.name}: not read")
        elif row.request_id not in (None, one.request_id) and own[row.request_id] != f"mail:{row.reference}":
            found.append(f"{one.case.name}: in another's thread")
        elif one.request_id is not None and row.request_id is None and row.nature is not Nature.OWN:
            found.append(f"{one.case.name}: not in its thread")
    return [*found, *(f"{row.reference}: nobody's" for row in rows.values())]


def _digests(sent: Sent, kit: Kit) -> list[str]:
    """What it is known by. A server may not pass a NUL on (RFC 9051, 4.3.1): Dovecot puts another sign for it."""
    return [mail_store.digest_of(raw, kit.vault) for raw in (sent.raw, sent.raw.replace(b"\0", b"\x80"))]
