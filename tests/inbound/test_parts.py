"""What a mail says in detail: who wrote what, what is quoted, what came along, what a server reports, what is given to be known by."""

from __future__ import annotations

import base64

import pytest

from dsr.domain.words import Right
from dsr.inbound.base import Address, Attachment, Bounce, Nature
from dsr.inbound.demands import Item
from dsr.inbound.given import Given
from dsr.inbound.html_text import text_of
from dsr.inbound.quoting import split
from dsr.inbound.read import read
from dsr.inbound.rights import Asked
from dsr.inbound.tokens import tokens
from dsr.inbound.wanted import wanted
from tests.inbound.case import OTHER, OURS, REFERENCE, mail, parts
from tests.inbound.form_letters import ALL_ITEMS, DATENANFRAGEN


@pytest.mark.parametrize(("sender", "expected"), [
    ("Carol Nord <Carol@Kunde.example>", Address("Carol Nord", "carol@kunde.example")), ("carol@kunde.example", Address("", "carol@kunde.example")),
    ('"Nord, Carol" <carol@kunde.example>', Address("Nord, Carol", "carol@kunde.example")),
    ("=?utf-8?b?U8O4cmVuLCA8eEBldmlsLmV4YW1wbGU+?= <carol@kunde.example>", Address("Søren, <x@evil.example>", "carol@kunde.example")),
    ("Søren <soren@kunde.example>", Address("Søren", "soren@kunde.example")), ("undisclosed", Address()), ("", Address()), ("<>", Address())])
def test_the_sender(sender: str, expected: Address) -> None:
    assert read(mail("x", sender=sender)).sender == expected


@pytest.mark.parametrize(("text", "subject", "own", "quoted"), [
    ("Yes.\n\nOn 1 Dec 2026 at 10:00, P <p@t.example> wrote:\n> Was it you?", "", "Yes.",
     "On 1 Dec 2026 at 10:00, P <p@t.example> wrote:\n> Was it you?"),
    ("On 1 Dec 2026 at 10:00, P\n<p@t.example>\nwrote:\n> Was it you?\n\nYes.", "", "Yes.",
     "On 1 Dec 2026 at 10:00, P\n<p@t.example>\nwrote:\n> Was it you?"),
    ("> First?\nYes.\n> Second?\nNo.", "", "Yes.\nNo.", "> First?\n> Second?"),
    ("On 1 Dec 2026 at 10:00, P <p@t.example> wrote:\nWas it you?", "", "", "On 1 Dec 2026 at 10:00, P <p@t.example> wrote:\nWas it you?"),
    ("Den 3. november 2026 skrev jeg til jer om dette:\nSlet mine data.", "", "Den 3. november 2026 skrev jeg til jer om dette:\nSlet mine data.",
     ""),
    ("On 3 November 2026 I wrote three times:\nnobody answered.", "", "On 3 November 2026 I wrote three times:\nnobody answered.", ""),
    ("Dear Sirs,\nFrom: the heart\nthank you", "", "Dear Sirs,\nFrom: the heart\nthank you", ""),
    ("Ja.\n\nFra: P\nSendt: 1. december 2026\nTil: Carol\nEmne: x\n\nVar det dig?", "SV: x", "Ja.",
     "Fra: P\nSendt: 1. december 2026\nTil: Carol\nEmne: x\n\nVar det dig?")])
def test_what_is_new_and_what_is_quoted(text: str, subject: str, own: str, quoted: str) -> None:
    cut = split(text, subject)
    assert (cut.own, cut.quoted, cut.forwarded) == (own, quoted, "")


def test_a_mail_that_is_passed_on_as_text_has_its_own_sender() -> None:
    inbound = read(mail("See below.\n\n---------- Forwarded message ---------\nFrom: Bob <bob@other.example>\nSubject: My data\nTo: x@t.example\n\n"
                        "Please delete all my data.\n", subject="Fwd: My data"))
    (inner,) = inbound.forwarded
    assert inbound.passed_on == "Bob <bob@other.example>\n\nMy data\n\nPlease delete all my data."
    assert (inbound.text, inner.sender, inner.subject, inner.text) == (
        "See below.", Address("Bob", "bob@other.example"), "My data", "Please delete all my data.")


def test_files_come_with_clean_names_and_their_bytes() -> None:
    content = base64.encodebytes(b"%PDF-1.7 x").decode()
    kind, body = parts(
        "mixed", "Content-Type: text/plain\n\nSee the files", 'Content-Type: application/pdf; name="x"\n'
        f"Content-Disposition: attachment; filename*=utf-8''..%2F..%2Ff%C3%B8d%0A.pdf\nContent-Transfer-Encoding: base64\n\n{content}",
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="notes.txt"\n\nNotes')
    inbound = read(mail(body, kind=kind))
    assert inbound.attachments == (Attachment("fød.pdf", "application/pdf", b"%PDF-1.7 x"), Attachment("notes.txt", "text/plain", b"Notes"))
    assert inbound.text == "See the files"


def test_files_of_a_mail_that_is_passed_on_come_behind_its_own_and_pictures_of_the_text_between() -> None:
    kind, body = parts("mixed", "Content-Type: text/plain\n\nSee file", 'Content-Type: application/pdf; name="mandate.pdf"\n\nx')
    inner = mail(body, kind=kind).decode().replace("_edge", "_inner")
    kind, body = parts("mixed", "Content-Type: text/plain\n\nFYI", 'Content-Type: image/png; name="logo.png"\nContent-ID: <1@x>\n\nx',
                       f"Content-Type: message/rfc822\n\n{inner}", 'Content-Type: application/pdf; name="own.pdf"\n\nx')
    assert [one.name for one in read(mail(body, kind=kind)).attachments] == ["own.pdf", "logo.png", "mandate.pdf"]


@pytest.mark.parametrize(("html", "expected"), [
    ("<p>One<p>Two<br>Three", "One\n\nTwo\nThree"), ("<div>One</div><div>Two</div>", "One\nTwo"), ("a&nbsp;&lt;b&gt; &amp; &#248;", "a <b> & ø"),
    ("<blockquote>Old<blockquote>Older</blockquote></blockquote>New", "> Old\n>\n> > Older\n> >\nNew"), ("One <!-- two", "One"),
    ("<script>x < y</script>One<style>p{}</style>", "One"), ("<p style='display: none'>No</p>Yes", "Yes"), ("<p style='display:none'>All</p>", "All"),
    ("<p hidden>No</p><p class='hidden-xs'>Yes</p>", "Yes"), ("<pre>a\n  b</pre>", "a\n  b"), ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ("<table><tr><td>A<td>B<tr><td>C</table>", "A B\nC")])
def test_a_page_as_text(html: str, expected: str) -> None:
    assert text_of(html) == expected


def _report(*recipients: str) -> bytes:
    told = "\n\n".join(("Reporting-MTA: dns; mx.example", *recipients))
    kind, body = parts("report; report-type=delivery-status", "Content-Type: text/plain\n\nSorry", f"Content-Type: message/delivery-status\n\n{told}",
                       f"Content-Type: text/rfc822-headers\n\nMessage-ID: {OURS}\nSubject: x")
    return mail(body, kind=kind, sender="MAILER-DAEMON@mx.example")


@pytest.mark.parametrize(("recipients", "expected"), [
    (("Final-Recipient: rfc822; Carol@Kunde.example\nAction: failed\nStatus: 5.1.1",), Bounce(OURS, "carol@kunde.example", "5.1.1", True)),
    (("Final-Recipient: rfc822;<carol@kunde.example>\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.7.1 no",),
     Bounce(OURS, "carol@kunde.example", "5.7.1", True)),
    (("Original-Recipient: rfc822;carol@kunde.example\nAction: delayed\nStatus: 4.4.1",), Bounce(OURS, "carol@kunde.example", "4.4.1", False)),
    (("Final-Recipient: rfc822;carol@kunde.example\nStatus: 5.2.2",), Bounce(OURS, "carol@kunde.example", "5.2.2", True)),
    (("Final-Recipient: rfc822;a@b.example\nAction: delayed\nStatus: 4.4.1", "Final-Recipient: rfc822;c@d.example\nAction: failed\nStatus: 5.1.1"),
     Bounce(OURS, "c@d.example", "5.1.1", True)),
    (("Final-Recipient: rfc822;carol@kunde.example\nAction: delivered\nStatus: 2.0.0",), None), ((), None)])
def test_what_a_report_says(recipients: tuple[str, ...], expected: Bounce | None) -> None:
    inbound = read(_report(*recipients))
    assert inbound.bounce == expected
    assert inbound.nature is (Nature.AUTO_REPLY if expected is None else Nature.BOUNCE if expected.is_final else Nature.DELAY)


def test_a_server_that_sends_no_report_names_recipient_and_code() -> None:
    text = f"Hi. This is the qmail-send program at mx.example.\n\n<carol@kunde.example>:\nNo mailbox. (#5.1.1)\n\nMessage-ID: {OURS}\n"
    assert read(mail(text, sender="MAILER-DAEMON@mx.example", subject="failure notice")).bounce == Bounce(OURS, "carol@kunde.example", "5.1.1", True)
    later = "This message was created automatically by mail delivery software.\nIt has not yet been delivered:\n  carol@kunde.example\n    421 busy\n"
    assert read(mail(later, sender="Mailer-Daemon@mx.example", subject="Warning: message x delayed 24 hours")).bounce == Bounce(
        "", "carol@kunde.example", "4.0.0", False)


def test_a_form_is_ticked_off() -> None:
    for text, _ in DATENANFRAGEN.values():
        found = wanted(read(mail(text)), "DK")
        assert frozenset(found.items) == ALL_ITEMS
        assert found.given == (Given("email", "carol.nord@privat.example"), Given("phone_number", "+4532123456"), Given("account", "K-998877"),
                               Given("name", "Carol Nord"))


@pytest.mark.parametrize(("text", "expected"), [
    ("What are the purposes, and how long do you keep my data?", {Item.PURPOSES, Item.STORAGE}),
    ("Hvem er det videregivet til, og hvorfra har I mine data?", {Item.RECIPIENTS, Item.SOURCE})])
def test_items_are_ticked_by_what_is_named(text: str, expected: set[Item]) -> None:
    assert set(wanted(read(mail(f"Please send me a copy of my data. {text}")), "DK").items) == {Item.COPY} | expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Jeg skriver om mine data, mit nummer er 32 12 34 56.", [("phone_number", "+4532123456")]),
    ("Ich schreibe wegen meiner Daten, Tel. 0170 1234567, ich heiße Carol Nord", [("phone_number", "+491701234567"), ("name", "Carol Nord")]),
    ("Kundenummer: 32123456", [("account", "32123456")]), ("Mit CPR-nummer er 070761-4285", []), ("dpo@telco.example is your address", []),
    ("Order 12 of 1.12.2026, 3 phones", []),
    ("Name: Carol Nord\nE-mail: Carol@Privat.example", [("email", "carol@privat.example"), ("name", "Carol Nord")])])
def test_what_is_given_to_be_known_by(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.value) for one in wanted(read(mail(text)), "DK").given] == expected


def test_references_are_told_apart_by_where_they_stand() -> None:
    found = tokens(read(mail(f"About {REFERENCE}.\n\n> {OTHER}\n> {REFERENCE}\n", f"References: <a@b.example> {OURS} <{'cd' * 16}@telco.example>")))
    assert (found.written, found.quoted) == ((REFERENCE,), (OTHER,))
    assert found.message_ids == (f"<{'cd' * 16}@telco.example>", OURS)


def test_a_right_is_a_part_of_a_request_where_there_is_one() -> None:
    assert {one: one.right for one in Asked} == {Asked.ACCESS: Right.ACCESS, Asked.RECTIFICATION: Right.RECTIFICATION, Asked.ERASURE: Right.ERASURE,
                                                 Asked.RESTRICTION: None, Asked.PORTABILITY: None, Asked.OBJECTION: None}
