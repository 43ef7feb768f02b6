"""What becomes of mails that came in: requests, replies, the fate of letters, machines; and what only staff may decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from dsr.domain.mail_in import Became, MailState, Nature, Unsure
from dsr.domain.words import Channel, Outcome, Right, State
from dsr.kit import Kit
from dsr.mail.base import as_message
from dsr.models import Event, IncomingMail, MessageState, Part
from dsr.services import audit, cases, clarify, mail_in, mail_rows
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services import standing
from tests.services.carol import alice, ask
from tests.services.mailing import ASKS, a_bounce, a_mail, all_sent, arrives, letters, requests, sheet

CPR = "070761-4285"


def read(kit: Kit, request_id: int, field: str) -> str:
    with kit.database.reading() as session:
        request = next(one for one in requests(kit) if one.id == request_id)
        return cases.read(request, field, key_of(session, request_id, KeyClass.CASE, vault=kit.vault))


def events(kit: Kit, request_id: int) -> list[str]:
    with kit.database.reading() as session:
        return [event.name for event in audit.trail(session, request_id)]


def test_a_plain_mail_is_a_full_request_that_waits_for_its_button(kit: Kit) -> None:
    (mail,) = arrives(kit, a_mail(Message_ID="<first@mail.example>"), at=kit.now() - timedelta(hours=10))
    (request,) = requests(kit)
    assert (mail.state, mail.became, mail.request_id) == (MailState.DONE, Became.REQUEST, request.id)
    assert (request.channel, request.received_at, request.received_on) == (Channel.MAIL, mail.received_at, date(2026, 11, 24))
    assert mail.received_at == kit.now() - timedelta(hours=10)  # 23:00 UTC is past midnight in Copenhagen
    with kit.database.reading() as session:
        part = session.execute(select(Part)).scalar_one()
        assert (part.right, part.state) == (Right.ACCESS, State.VERIFYING)
    assert read(kit, request.id, "name") == "Carol Aero"
    assert read(kit, request.id, "message").endswith(ASKS)
    (letter,) = all_sent(kit)
    assert letter.kind == "confirm_mailed"
    assert kit.mailer.letters[0].in_reply_to[-1] == "<first@mail.example>"  # type: ignore[attr-defined]
    assert kit.mailer.letters[0].recipient == "carol@havblik.example"  # type: ignore[attr-defined]
    assert "Everything" not in kit.mailer.letters[0].text  # type: ignore[attr-defined]


def test_a_mail_that_asks_for_two_rights_is_one_request_with_a_part_for_each(kit: Kit) -> None:
    arrives(kit, a_mail("Under Article 15 GDPR I ask for access to my data. After that please delete all my data, Article 17."))
    with kit.database.reading() as session:
        parts = session.execute(select(Part).order_by(Part.number)).scalars().all()
        assert [(part.number, part.right, part.state) for part in parts] == [
            (1, Right.ACCESS, State.VERIFYING), (2, Right.ERASURE, State.VERIFYING)]
    assert [letter.kind for letter in letters(kit)] == ["confirm_mailed"]


def test_nothing_of_a_mail_stands_in_the_database_or_the_log_in_plain(kit: Kit, capsys: pytest.CaptureFixture[str]) -> None:
    arrives(kit, a_mail(subject="Sesame"), a_mail("What do you think of us?", sender="Sesame <sesame@havblik.example>"))
    with kit.database.reading() as session:
        dump = "\n".join(repr(tuple(row)) for table in IncomingMail.metadata.sorted_tables for row in session.execute(select(table))).lower()
    said = "".join(capsys.readouterr()).lower()
    for word in ("carol", "havblik", "sesame", "article 15"):
        assert word not in dump + said
        assert word.encode().hex() not in dump


def test_what_is_not_certain_waits_for_staff_and_nobody_is_written_to(kit: Kit) -> None:
    (mail,) = arrives(kit, a_mail("Hello, what do you think of the weather?"))
    assert (mail.state, mail.unsure, mail.request_id) == (MailState.SORT, Unsure.UNCLEAR, None)
    assert sheet(kit, mail).sender == "carol@havblik.example"
    assert (requests(kit), letters(kit)) == ([], [])


def test_a_reply_joins_its_request_by_the_letter_that_it_answers(kit: Kit) -> None:
    asked = ask(kit)
    letter = all_sent(kit)[0]
    (mail,) = arrives(kit, a_mail("Thank you.", In_Reply_To=letter.message_id, sender="CAROL@havblik.example"))
    assert (mail.became, mail.request_id, mail.message_id) == (Became.REPLY, asked.request_id, letter.id)
    assert events(kit, asked.request_id)[-1] == "mail_received"


@pytest.mark.parametrize("where", ["subject", "text", "References"])
def test_a_mail_joins_the_request_that_it_names(kit: Kit, where: str) -> None:
    asked = ask(kit)
    told = {"subject": {"subject": f"Re: {asked.receipt.reference}"}, "text": {"text": f"My reference is {asked.receipt.reference}."},
            "References": {"text": "Hello", "References": f"<x@y> {all_sent(kit)[0].message_id}"}}[where]
    (mail,) = arrives(kit, a_mail(**told))
    assert (mail.became, mail.request_id) == (Became.REPLY, asked.request_id)


@pytest.mark.parametrize("by", ["reference", "letter"])
def test_a_stranger_who_names_a_request_is_for_staff(kit: Kit, by: str) -> None:
    """A reference can be read over a shoulder, and a letter is forwarded along."""
    asked = ask(kit)
    letter = all_sent(kit)[0]
    told = {"text": f"{ASKS} {asked.receipt.reference}"} if by == "reference" else {"In_Reply_To": letter.message_id}
    (mail,) = arrives(kit, a_mail(sender="Mallory <mallory@elsewhere.example>", **told))
    assert (mail.state, mail.unsure, mail.request_id) == (MailState.SORT, Unsure.STRANGER, None)
    assert "mail_received" not in events(kit, asked.request_id)
    assert len(requests(kit)) == 1


def test_the_letters_of_one_and_the_reference_of_another_belong_to_nobody_surely(kit: Kit) -> None:
    one, other = ask(kit), ask(kit, key="form:two")
    letter = next(one for one in all_sent(kit) if one.request_id != other.request_id)
    (mail,) = arrives(kit, a_mail(f"About {other.receipt.reference}", In_Reply_To=letter.message_id))
    assert one.request_id == letter.request_id
    assert (mail.unsure, mail.request_id) == (Unsure.SEVERAL, None)


def test_another_mail_of_an_address_with_an_open_request_opens_none_and_gets_no_letter(kit: Kit, now: FrozenNow) -> None:
    arrives(kit, a_mail())
    for day in range(3):
        (mail,) = arrives(kit, a_mail(f"{ASKS} {day}"))
        assert mail.unsure is Unsure.OPEN_REQUEST
        now.forward(days=1)
    assert (len(requests(kit)), len(letters(kit))) == (1, 1)


def test_an_address_gets_one_letter_a_day_by_itself_even_if_its_request_was_withdrawn_at_once(kit: Kit, now: FrozenNow) -> None:
    arrives(kit, a_mail())
    with kit.database.transaction() as session:
        session.execute(update(Part).values(state=State.CLOSED, outcome=Outcome.WITHDRAWN, closed_at=now()))
    (mail,) = arrives(kit, a_mail(f"{ASKS} again"))
    assert mail.unsure is Unsure.OPEN_REQUEST
    now.forward(days=2)
    (mail,) = arrives(kit, a_mail(f"{ASKS} and again"))
    assert mail.became is Became.REQUEST


def test_8000_machines_that_answer_are_counted_and_get_no_letter(kit: Kit) -> None:
    """A smaller number stands for it here; N03 has more."""
    asked = ask(kit)
    letter = all_sent(kit)[0]
    before = len(letters(kit))
    loop = [a_mail(f"I am away. {number}", Auto_Submitted="auto-replied", In_Reply_To=letter.message_id) for number in range(60)]
    stray = [a_mail(f"{ASKS} Ticket {number} was opened.", Auto_Submitted="auto-replied", sender="desk@elsewhere.example") for number in range(40)]
    rows = arrives(kit, *loop, *stray)
    assert {(row.became, row.request_id) for row in rows[:60]} == {(Became.AUTOMATIC, asked.request_id)}
    assert {(row.became, row.request_id) for row in rows[60:]} == {(Became.AUTOMATIC, None)}
    assert (len(letters(kit)), len(requests(kit))) == (before, 1)


def test_our_own_letter_that_comes_back_is_not_answered(kit: Kit) -> None:
    ask(kit)
    all_sent(kit)
    (row,) = arrives(kit, as_message(kit.mailer.letters[0]).as_bytes())  # type: ignore[attr-defined]
    assert (row.nature, row.became) == (Nature.OWN, Became.AUTOMATIC)
    assert len(requests(kit)) == 1


def test_a_letter_that_comes_back_is_told_with_its_code(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    letter = all_sent(kit)[0]
    (row,) = arrives(kit, a_bounce(letter.message_id))
    assert (row.became, row.request_id, row.message_id) == (Became.FATE, asked.request_id, letter.id)
    after = letters(kit)[0]
    assert (after.state, after.result_code, after.sent_at) == (MessageState.BOUNCED, "5.1.1", letter.sent_at)
    assert events(kit, asked.request_id)[-1] == "letter_bounced"
    arrives(kit, a_bounce(letter.message_id, status="5.2.2"))
    assert events(kit, asked.request_id).count("letter_bounced") == 1


def test_a_letter_that_is_late_is_told_and_stays_sent(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    letter = all_sent(kit)[0]
    arrives(kit, a_bounce(letter.message_id, action="delayed", status="4.4.1"))
    assert letters(kit)[0].state is MessageState.SENT
    assert events(kit, asked.request_id)[-1] == "letter_delayed"


def test_a_report_that_is_faster_than_our_own_server_counts(kit: Kit) -> None:
    ask(kit, is_confirmed=False)
    (row,) = arrives(kit, a_bounce(letters(kit)[0].message_id))
    assert row.became is Became.FATE
    all_sent(kit)
    assert (letters(kit)[0].state, kit.mailer.letters) == (MessageState.BOUNCED, [])  # type: ignore[attr-defined]


def test_a_report_of_no_letter_of_ours_changes_nothing(kit: Kit) -> None:
    """Somebody writes to others in our name, or wants a letter to look lost."""
    ask(kit, is_confirmed=False)
    all_sent(kit)
    lost, stray = arrives(kit, a_bounce("<1234@elsewhere.example>"), a_bounce("<1@x.example>", recipient="dave@elsewhere.example"))
    assert (lost.state, lost.unsure) == (MailState.SORT, Unsure.LETTER_LOST)
    assert stray.became is Became.AUTOMATIC
    assert letters(kit)[0].state is MessageState.SENT


def test_a_national_number_holds_a_mail_back_and_stands_on_no_screen(kit: Kit) -> None:
    (mail,) = arrives(kit, a_mail(f"{ASKS}\nMy CPR number is {CPR}.", subject=f"CPR {CPR}"))
    assert (mail.state, mail.unsure) == (MailState.SORT, Unsure.NATIONAL_NUMBER)
    shown = sheet(kit, mail)
    assert CPR not in repr([shown.subject, shown.text, shown.quoted, shown.sender_name])
    assert CPR.replace("-", "") not in shown.text
    assert requests(kit) == []


def test_an_answer_to_a_question_by_mail_is_the_answer_and_the_clock_runs_again(kit: Kit, now: FrozenNow) -> None:
    asked, manager = ask(kit), alice(kit)
    number = standing.questioned(kit, asked, manager)
    letter = next(one for one in all_sent(kit) if one.kind in clarify.LETTERS)
    now.forward(days=1)
    (mail,) = arrives(kit, a_mail("The last two years.", In_Reply_To=letter.message_id))
    assert mail.became is Became.ANSWER
    with kit.database.reading() as session:
        request = next(one for one in requests(kit) if one.id == asked.request_id)
        (told,) = clarify.of(session, session.merge(request), case=key_of(session, request.id, KeyClass.CASE, vault=kit.vault))
    assert (told.id, told.answer, told.answered_at) == (number, "The last two years.", now())
    (again,) = arrives(kit, a_mail("No, the last three.", In_Reply_To=letter.message_id))
    assert again.became is Became.REPLY


def test_nobody_else_answers_a_question_by_mail(kit: Kit) -> None:
    asked, manager = ask(kit), alice(kit)
    standing.questioned(kit, asked, manager)
    letter = next(one for one in all_sent(kit) if one.kind in clarify.LETTERS)
    (mail,) = arrives(kit, a_mail("Everything of everybody.", sender="Mallory <mallory@elsewhere.example>", In_Reply_To=letter.message_id))
    assert mail.unsure is Unsure.STRANGER
    with kit.database.reading() as session:
        assert session.execute(select(Event).where(Event.name == "clarification_answered")).first() is None


def test_a_reply_that_only_names_the_reference_answers_no_question(kit: Kit) -> None:
    """Who has not read the letter cannot answer it: the address may be made up."""
    asked, manager = ask(kit), alice(kit)
    standing.questioned(kit, asked, manager)
    all_sent(kit)
    (mail,) = arrives(kit, a_mail(f"Everything. {asked.receipt.reference}"))
    assert mail.became is Became.REPLY


def test_a_mail_that_stops_its_reader_goes_to_staff_in_the_end(kit: Kit, now: FrozenNow, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object, **__: object) -> str:
        raise OSError("no")

    monkeypatch.setattr(mail_in, "settle", stops)
    (row,) = arrives(kit, a_mail())
    for _ in range(mail_rows.MOST_ATTEMPTS):
        now.forward(minutes=6)
        arrives(kit)
    with kit.database.reading() as session:
        row = session.execute(select(IncomingMail)).scalar_one()
    assert (row.state, row.unsure) == (MailState.SORT, Unsure.UNREADABLE)


def test_a_name_in_a_mail_is_no_message_to_others(kit: Kit) -> None:
    """Whoever writes to us in another's name chooses what our letter to them says."""
    arrives(kit, a_mail(sender='"Visit http://evil.example now" <carol@havblik.example>'))
    all_sent(kit)
    assert "evil" not in kit.mailer.letters[0].text + kit.mailer.letters[0].subject  # type: ignore[attr-defined]
