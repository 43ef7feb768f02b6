"""Mails at the desk: what waits, one of them as text, and where it belongs."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from dsr.domain.mail_in import Became, MailState
from dsr.kit import Kit
from dsr.models import Event, IncomingMail
from dsr.services import mail_read
from tests.services.mailing import ASKS, a_bounce, a_mail, all_sent, arrives, requests
from tests.web.browser import Browser, words

CPR = "070761-4285"
SCRIPT = "<script>alert(1)</script>"


def with_file(name: str, content: bytes, text: str = "See the file, please.") -> bytes:
    parts = (f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b\r\nContent-Type: application/octet-stream\r\n"
             f'Content-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n').encode()
    head = a_mail("", Content_Type='multipart/mixed; boundary="b"')
    return head + parts + content + b"\r\n--b--\r\n"


def row(kit: Kit, reference: str) -> IncomingMail:
    with kit.database.reading() as session:
        return session.execute(select(IncomingMail).where(IncomingMail.reference == reference)).scalar_one()


def test_what_waits_is_told_in_the_queue_and_listed_with_its_reason(kit: Kit, alice: Browser) -> None:
    (mail,) = arrives(kit, a_mail("What is the weather?", subject="Hello there"))
    assert "1 mail waits to be read" in words(alice.get("/desk/"))
    page = words(alice.get("/desk/mail"))
    assert "its answer is due on: Thu 24 Dec" in page
    for said in ("Hello there", mail.reference, "carol@havblik.example", "What is wanted is not certain."):
        assert said in page


def test_a_mail_is_text_and_nothing_of_it_is_run_or_fetched(kit: Kit, alice: Browser) -> None:
    html = f'<p>Hi {SCRIPT}<img src="https://evil.example/pixel.gif"><a href="https://evil.example">here</a></p>'
    (mail,) = arrives(kit, a_mail(html, subject=SCRIPT, Content_Type="text/html; charset=utf-8"))
    page = alice.get(f"/desk/mail/{mail.reference}").get_data(as_text=True)
    assert SCRIPT not in page
    assert "<img" not in page
    assert 'href="https://evil.example' not in page


def test_a_national_number_stands_on_no_page(kit: Kit, alice: Browser) -> None:
    (mail,) = arrives(kit, a_mail(f"{ASKS}\nMy CPR number is {CPR}."))
    for path in ("/desk/mail", f"/desk/mail/{mail.reference}"):
        page = alice.get(path).get_data(as_text=True)
        assert CPR not in page
        assert "070761" not in page
    assert "masked" in words(alice.get(f"/desk/mail/{mail.reference}"))


def test_staff_put_a_mail_with_a_request_and_take_it_back(kit: Kit, alice: Browser, reference: str) -> None:
    (mail,) = arrives(kit, a_mail("It is me, from home.", sender="Carol <carol@home.example>"))
    alice.get(f"/desk/mail/{mail.reference}")
    assert alice.post(f"/desk/mail/{mail.reference}/assign", reference="DSR-1111-1111-1").status_code == 422
    assert "We have no request" in words(alice.page)
    answer = alice.post(f"/desk/mail/{mail.reference}/assign", reference=reference.lower())
    assert answer.headers["Location"].endswith(reference)
    page = words(alice.get(f"/desk/requests/{reference}"))
    assert "It is me, from home." in page
    assert "Mail put with this request" in page
    assert row(kit, mail.reference).became is Became.REPLY
    alice.get(f"/desk/mail/{mail.reference}")
    alice.post(f"/desk/mail/{mail.reference}/take-back")
    assert row(kit, mail.reference).state is MailState.SORT
    assert "It is me, from home." not in words(alice.get(f"/desk/requests/{reference}"))


def test_staff_make_a_mail_a_request_that_counts_from_when_it_came(kit: Kit, alice: Browser) -> None:
    (mail,) = arrives(kit, a_mail("I would like something from you.\nCall +45 31 00 04 17.", sender="Dora Dal <dora@havblik.example>"),
                     at=kit.now() - timedelta(days=3))
    page = alice.get(f"/desk/mail/{mail.reference}").get_data(as_text=True)
    assert 'value="Dora Dal"' in page
    told = {"right": "access", "name": "Dora Dal", "email": "dora@havblik.example", "language": "en"}
    assert alice.post(f"/desk/mail/{mail.reference}/enter", **{**told, "email": "no address"}).status_code == 422
    assert alice.post(f"/desk/mail/{mail.reference}/enter", **told).status_code == 303
    (request,) = requests(kit)
    assert (request.received_at, request.channel.value, request.locale) == (kit.now() - timedelta(days=3), "mail", "en")
    assert row(kit, mail.reference).became is Became.REQUEST
    assert [one.kind for one in all_sent(kit)] == ["confirm_mailed"]
    alice.get("/desk/")
    assert alice.post(f"/desk/mail/{mail.reference}/enter", **told).status_code == 303
    assert len(requests(kit)) == 1


def test_nothing_is_thrown_away_without_a_reason(kit: Kit, alice: Browser) -> None:
    (mail,) = arrives(kit, a_mail("Buy our carpets"))
    alice.get(f"/desk/mail/{mail.reference}")
    assert alice.post(f"/desk/mail/{mail.reference}/dismiss", reason=" ").status_code == 422
    assert alice.post(f"/desk/mail/{mail.reference}/dismiss", reason="Advertising").status_code == 303
    assert row(kit, mail.reference).became is Became.NO_REQUEST
    assert mail.reference not in words(alice.get("/desk/mail")).replace("its page: " + mail.reference, "")
    page = words(alice.get(f"/desk/mail/{mail.reference}"))
    assert "Advertising" in page
    assert "Buy our carpets" in page
    assert b"Advertising" not in (row(kit, mail.reference).reason or b"")


def test_a_reply_makes_the_request_wait_for_us_until_it_is_read(kit: Kit, alice: Browser, reference: str) -> None:
    (mail,) = arrives(kit, a_mail(f"Thank you. {reference}", sender="soren@nordlys.example"))
    assert "A mail has come" in words(alice.get("/desk/?f=waiting_us"))
    assert "Thank you" not in words(alice.get("/desk/mail"))
    assert mail.reference in words(alice.get("/desk/mail?f=see"))
    alice.get(f"/desk/requests/{reference}")
    alice.post(f"/desk/mail/{mail.reference}/seen")
    assert "A mail has come" not in words(alice.get("/desk/"))
    assert "Thank you." in words(alice.get(f"/desk/requests/{reference}"))


def test_a_letter_that_came_back_is_told_on_its_request_with_the_code(kit: Kit, alice: Browser, reference: str) -> None:
    letter = all_sent(kit)[0]
    arrives(kit, a_bounce(letter.message_id, recipient="soren@nordlys.example"))
    page = words(alice.get(f"/desk/requests/{reference}"))
    assert "came back: it did not arrive (5.1.1)" in page
    assert "Letter came back" in page


def test_files_are_checked_and_each_look_is_an_event(kit: Kit, alice: Browser) -> None:
    good, bad = arrives(kit, with_file("contract.pdf", b"%PDF-1.7 x"), with_file("invoice.exe", b"MZ"))
    alice.get(f"/desk/mail/{good.reference}")
    answer = alice.get(f"/desk/mail/{good.reference}/files/0")
    assert answer.data == b"%PDF-1.7 x"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = alice.get(f"/desk/mail/{bad.reference}").get_data(as_text=True)
    assert f"/desk/mail/{bad.reference}/files/0" not in page
    assert "invoice.exe" in page
    assert alice.get(f"/desk/mail/{bad.reference}/files/0").status_code == 404
    assert b"MZ" in alice.get(f"/desk/mail/{bad.reference}/whole").data
    with kit.database.reading() as session:
        assert session.execute(select(Event.name).where(Event.name == "mail_opened")).scalars().all() == ["mail_opened"] * 3


def test_what_a_machine_seemed_to_write_can_be_looked_at_and_taken_back(kit: Kit, alice: Browser) -> None:
    (mail,) = arrives(kit, a_mail("Away until Monday.", subject="Absent", Auto_Submitted="auto-replied"))
    assert mail.became is Became.AUTOMATIC
    page = words(alice.get("/desk/mail?f=automatic"))
    assert "Absent" in page
    assert mail.reference in page
    alice.get(f"/desk/mail/{mail.reference}")
    alice.post(f"/desk/mail/{mail.reference}/take-back")
    assert mail.reference in words(alice.get("/desk/mail"))


def test_who_only_reads_sees_no_mails(kit: Kit, bob: Browser) -> None:
    (mail,) = arrives(kit, a_mail("What is the weather?"))
    for path in ("", f"/{mail.reference}", f"/{mail.reference}/whole", f"/{mail.reference}/files/0"):
        assert bob.get(f"/desk/mail{path}").status_code == 403
    bob.get("/desk/")
    for path in ("assign", "enter", "dismiss", "take-back", "seen"):
        assert bob.post(f"/desk/mail/{mail.reference}/{path}", reason="x").status_code == 403
    assert row(kit, mail.reference).state is MailState.SORT


def test_the_pages_speak_danish(kit: Kit, alice: Browser) -> None:
    (mail,) = arrives(kit, a_mail("Hvad er vejret?"))
    alice.get("/desk/?lang=da")
    for path, said in (("/desk/mail", "1 til sortering"), (f"/desk/mail/{mail.reference}", "Læg den ved denne anmodning")):
        assert said in words(alice.get(f"{path}?lang=da"))


def test_who_writes_for_somebody_else_or_waits_for_an_answer_is_told_to_staff(kit: Kit, alice: Browser) -> None:
    other, chasing = "written for somebody else: whoever wrote it needs a mandate", "wait for an answer to something asked before"
    acting, waiting, plain = (mail.reference for mail in arrives(
        kit, a_mail(f"{ASKS}\nI write on behalf of my client Dora Dal."), a_mail(f"{ASKS}\nI have got no answer to my letter of May."),
        a_mail("What is the weather?")))
    for reference, said in ((acting, (other,)), (waiting, (chasing,)), (plain, ())):
        page = words(alice.get(f"/desk/mail/{reference}"))
        assert [one for one in (other, chasing) if one in page] == list(said)
    listed = words(alice.get("/desk/mail"))
    assert (listed.count(other), listed.count(chasing)) == (1, 1)


def test_a_sheet_of_before_minds_nothing(kit: Kit) -> None:
    assert mail_read.Sheet().minded == ()
