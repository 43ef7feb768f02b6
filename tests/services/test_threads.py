"""Letters stand in the conversation that the person began, and in no other."""

from __future__ import annotations

from sqlalchemy import select

from dsr.kit import Kit
from dsr.mail.base import Letter
from dsr.models import Request
from dsr.services import entities, notify, threads
from tests.services.carol import Asked, ask
from workers.post import send_next

MAILS = ("<first@havblik.example>", "<second@havblik.example>")


def wrote(kit: Kit, asked: Asked, *message_ids: str) -> None:
    with kit.database.transaction() as session:
        request = session.execute(select(Request).where(Request.id == asked.request_id)).scalar_one()
        threads.note(session, request, message_ids, now=kit.now(), vault=kit.vault)


def write(kit: Kit, asked: Asked, letter: str = "withdrawn", **options: str) -> None:
    with kit.database.transaction() as session:
        request = session.get_one(Request, asked.request_id)
        notify.write(session, request, letter, occasion=f"{letter}:{options}", context={"owner_name": "Nordlys", "due_on": "2026-12-24"},
                     now=kit.now(), vault=kit.vault, domain=entities.mail_domain(kit.settings), **options)


def newest(kit: Kit) -> Letter:
    while send_next(kit):
        pass
    return kit.mailer.letters[-1]  # type: ignore[attr-defined,no-any-return]


def test_a_letter_answers_the_last_mail_of_the_person(kit: Kit) -> None:
    asked = ask(kit)
    assert newest(kit).in_reply_to == ()
    wrote(kit, asked, *MAILS)
    write(kit, asked)
    assert newest(kit).in_reply_to == MAILS


def test_a_mail_that_came_later_is_answered_by_letters_that_are_written_later(kit: Kit) -> None:
    asked = ask(kit)
    wrote(kit, asked, MAILS[0])
    write(kit, asked)
    wrote(kit, asked, MAILS[1], "not one\r\nBcc: dave@elsewhere.example")
    assert newest(kit).in_reply_to == MAILS[:1]
    write(kit, asked, "not_theirs")
    assert newest(kit).in_reply_to == MAILS
    with kit.database.reading() as session:
        sealed = session.execute(select(Request.mail_thread)).scalar_one()
        assert sealed is not None
        assert b"havblik" not in sealed


def test_nobody_else_learns_the_number_of_a_mail_of_the_person(kit: Kit) -> None:
    asked = ask(kit)
    wrote(kit, asked, *MAILS)
    write(kit, asked, "mandate_copy", to="union@helper.example")
    assert newest(kit).in_reply_to == ()
