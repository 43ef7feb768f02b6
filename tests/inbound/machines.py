"""What nobody wrote: answers of machines, notes of absence, reports of servers, lists, invitations; and people who write through machines."""

from __future__ import annotations

from collections.abc import Iterator

from dsr.inbound.base import Nature
from tests.inbound.case import DPO, OURS, REFERENCE, Case, counted, mail, parts, rights, rows

_TRAVELS = f"In-Reply-To: {OURS}"
# language | subject of an automatic answer | a note of absence that has no header of its own | the same with such a subject
_ABSENT = """
en | Automatic reply: x         | I am out of the office until 4 January. In urgent matters call my colleague.     | Out of office: x
da | Automatisk svar: x         | Jeg er på ferie og træffes igen den 4. januar. Ring til min kollega, hvis det haster. | Ikke på kontoret: x
sv | Autosvar: x                | Jag är på semester och är åter på kontoret den 4 januari.                        | Frånvaro: x
nb | Automatisk svar: x         | Jeg er på ferie og er tilbake på kontoret 4. januar.                             | Fraværsmelding: x
fi | Automaattinen vastaus: x   | Olen lomalla 4.1. asti. Palaan töihin 5. tammikuuta.                             | Poissa: x
nl | Automatisch antwoord: x    | Ik ben tot en met 4 januari afwezig en lees mijn mail niet.                      | Afwezig: x
fr | Réponse automatique : x    | Je suis absente jusqu'au 4 janvier et de retour au bureau le 5.                  | Absence du bureau : x
de | Automatische Antwort: x    | Ich bin bis zum 4. Januar nicht im Büro und danach wieder erreichbar.            | Abwesenheit: x
pl | Odpowiedź automatyczna: x  | Jestem na urlopie do 4 stycznia, potem wracam do pracy.                          | Poza biurem: x
"""
_TICKETS = """
en | Thank you for your message. Ticket 4711 was opened and we will come back to you.
da | Tak for din henvendelse. Vi har oprettet sag 4711 og vender tilbage.
sv | Tack för ditt mejl. Vi har skapat ärende 4711 och återkommer.
nb | Takk for din henvendelse. Vi har opprettet sak 4711 og kommer tilbake.
fi | Kiitos viestistäsi. Olemme avanneet tapauksen 4711 ja palaamme asiaan.
nl | Bedankt voor uw bericht. Wij hebben zaak 4711 geopend en komen erop terug.
fr | Merci de votre message. Le dossier 4711 a été ouvert, nous reviendrons vers vous.
de | Danke für Ihre Nachricht. Vorgang 4711 wurde angelegt, wir melden uns.
pl | Dziękujemy za wiadomość. Otwarto sprawę 4711, wrócimy z odpowiedzią.
"""
_DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.kunde.example>"
_LETTER = f"From: {DPO}\nTo: carol@kunde.example\nSubject: Your request\nMessage-ID: {OURS}\n\nDear Carol, you can ask us to delete your data.\n"
# Above each: name | sender | subject. Below it the words of a server that sends no report.
_DIALECTS = """
== qmail | MAILER-DAEMON@mx.kunde.example | failure notice
Hi. This is the qmail-send program at mx.kunde.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<carol@kunde.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

== exim | Mailer-Daemon@mx.kunde.example | Mail delivery failed: returning message to sender
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients. The following address(es) failed:

  carol@kunde.example
    550 5.1.1 no such user

------ This is a copy of the message, including all the headers. ------

== postfix | MAILER-DAEMON@mx.kunde.example | Undelivered Mail Returned to Sender
This is the mail system at host mx.kunde.example.

I'm sorry to have to inform you that your message could not be delivered.

                   The mail system

<carol@kunde.example>: host mx said: 550 5.1.1 User unknown (in reply to RCPT TO command)

== exchange | postmaster@kunde.example | Undeliverable: We have your request
Your message did not reach some or all of the intended recipients.

The following recipient(s) cannot be reached:

      carol@kunde.example on 01-12-2026 10:00
            The e-mail account does not exist. 5.1.1

== exchange-da | postmaster@kunde.example | Kan ikke leveres: x
Levering til disse modtagere eller grupper mislykkedes:

carol@kunde.example
Adressen findes ikke. 550 5.1.1

== exchange-de | postmaster@kunde.example | Unzustellbar: x
Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

carol@kunde.example
Die Adresse gibt es nicht. 550 5.1.1

== gmail | mailer-daemon@googlemail.com | Delivery Status Notification (Failure)
** Address not found **

Your message wasn't delivered to carol@kunde.example because the address couldn't be found.

The response was: 550 5.1.1 The email account does not exist.

== sendmail | MAILER-DAEMON@mx.kunde.example | Returned mail: see transcript for details
----- The following addresses had permanent fatal errors -----
<carol@kunde.example>
    (reason: 550 5.1.1 User unknown)

== yahoo | mailer-daemon@yahoo.example | Failure Notice
Sorry, we were unable to deliver your message to the following address.

<carol@kunde.example>:
550: 5.1.1 unknown user

== notes | postmaster@kunde.example | DELIVERY FAILURE: User not listed
Your message

  Subject: x

was not delivered to:

  carol@kunde.example

because:

  5.1.1 User not listed in directory

== gmx | mailer-daemon@gmx.example | Mail delivery failed: returning message to sender
A message that you have sent could not be delivered to one or more recipients. The following address failed:

carol@kunde.example:

SMTP error: 550 5.1.1 mailbox unavailable

== amazon | MAILER-DAEMON@amazonses.example | Delivery Status Notification (Failure)
An error occurred while trying to deliver the mail to the following recipients:
carol@kunde.example
550 5.1.1 unknown
"""


def _absences() -> Iterator[Case]:
    for language, automatic, note, subject in rows(_ABSENT):
        for name, made in (("by-header", mail(note, _TRAVELS, "Auto-Submitted: auto-replied", subject="Re: x")),
                           ("by-subject", mail(note, _TRAVELS, subject=automatic)),
                           ("by-text", mail(note, _TRAVELS, subject="Re: x")), ("by-both", mail(note, _TRAVELS, subject=subject))):
            yield Case(f"{language}-{name}", made, Nature.OUT_OF_OFFICE, token=OURS, is_certain=False)
    for language, words in rows(_TICKETS):
        yield Case(f"{language}-ticket", mail(words, _TRAVELS, "Auto-Submitted: auto-replied", subject=f"[4711] Re: x ({REFERENCE})"),
                   Nature.AUTO_REPLY, token=REFERENCE)
    for header in ("X-Autoreply: yes", "X-Autorespond: x", "Precedence: auto_reply", "Precedence: bulk", "Auto-Submitted: auto-generated",
                   "Return-Path: <>"):
        yield Case(header.partition(":")[0].lower(), mail("Thank you for your message.", _TRAVELS, header, subject="Re: x"), Nature.AUTO_REPLY,
                   token=OURS)
    quoting = f"Your message was received. You wrote: Please delete all my data. ({REFERENCE})"
    yield Case("repeats-what-was-asked", mail(quoting, _TRAVELS, "Auto-Submitted: auto-replied", subject="Re: x"), Nature.AUTO_REPLY, token=REFERENCE,
               is_certain=False)
    told = "I am on holiday until Friday. Which numbers do you need from me?"
    yield Case("on-holiday-and-answers", mail(told, _TRAVELS, subject="Re: x"), token=OURS, is_certain=False)
    yield Case("absent-in-the-subject-of-a-person", mail("Please look at the file that I send along.", subject="Absence records"), is_certain=False)
    yield Case("on-holiday-and-asks", mail("I am on holiday until Friday. Please delete all my data.", subject="My data"), rights=rights("E"),
               is_certain=True)
    kind, body = parts("report; report-type=disposition-notification", "Content-Type: text/plain\n\nThe message was displayed.",
                       f"Content-Type: message/disposition-notification\n\nOriginal-Message-ID: {OURS}\nDisposition: manual-action; displayed")
    yield Case("was-shown", mail(body, _TRAVELS, subject="Read: x", kind=kind), Nature.AUTO_REPLY, token=OURS)
    own = f"Message-ID: <{'cd' * 16}@telco.example>"
    yield Case("our-own-letter", mail(f"Dear Carol\n\nYou can ask us to delete your data.\n\nReference {REFERENCE}. Bye\n", own,
                                      "Auto-Submitted: auto-generated",
                                      "X-Auto-Response-Suppress: All", sender=DPO, subject=f"We have your request ({REFERENCE})"), Nature.OWN,
               token=REFERENCE)


def _report(status: str, action: str, *, with_letter: str = "message/rfc822", code: str = "") -> tuple[str, str]:
    told = (f"Reporting-MTA: dns; mx.kunde.example\n\nFinal-Recipient: rfc822; carol@kunde.example\nAction: {action}\nStatus: {status}\n"
            + (f"Diagnostic-Code: smtp; {code}\n" if code else ""))
    letter = _LETTER if with_letter == "message/rfc822" else _LETTER.partition("\n\n")[0]
    return parts("report; report-type=delivery-status", "Content-Type: text/plain\n\nIt could not be delivered.",
                 f"Content-Type: message/delivery-status\n\n{told}",
                 f"Content-Type: {with_letter}\n\n{letter}")


def _bounces() -> Iterator[Case]:
    for name, status, action, nature in (("failed", "5.1.1", "failed", Nature.BOUNCE), ("full", "4.2.2", "failed", Nature.BOUNCE),
                                         ("delayed", "4.4.1", "delayed", Nature.DELAY), ("delivered", "2.0.0", "delivered", Nature.AUTO_REPLY),
                                         ("relayed", "2.0.0", "relayed", Nature.AUTO_REPLY)):
        for letter in ("message/rfc822", "text/rfc822-headers"):
            kind, body = _report(status, action, with_letter=letter)
            is_told = nature in (Nature.BOUNCE, Nature.DELAY)
            yield Case(f"report-{name}", mail(body, sender=_DAEMON, subject="x", kind=kind), nature, token=OURS if is_told else "", is_certain=False)
    for told in _DIALECTS.split("\n== ")[1:]:
        title, _, text = told.partition("\n")
        name, sender, subject = (part.strip() for part in title.split("|"))
        yield Case(name, mail(text + "\n" + _LETTER, sender=sender, subject=subject), Nature.BOUNCE, token=OURS, is_certain=False)
        yield Case(f"{name}-null-path", mail(text, "Return-Path: <>", _TRAVELS, sender=f"Service <{sender}>", subject=subject), Nature.BOUNCE,
                   token=OURS)
    waits = "This message was created automatically by mail delivery software.\n" \
            "The following address has not yet been delivered:\n  carol@kunde.example\n"
    yield Case("exim-delay", mail(waits, _TRAVELS, sender=_DAEMON, subject="Warning: message 1abc-x delayed 24 hours"), Nature.DELAY, token=OURS)
    waits = "This is the mail system at host mx.\n\n" \
            "# A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\n<carol@kunde.example>: 4.4.1 timed out\n"
    yield Case("postfix-delay", mail(waits, _TRAVELS, sender=_DAEMON, subject="Delayed Mail (still being retried)"), Nature.DELAY, token=OURS)
    waits = "There was a temporary problem delivering your message to carol@kunde.example. Gmail will retry for 46 more hours. 4.4.1\n"
    yield Case("gmail-delay", mail(waits, _TRAVELS, sender="mailer-daemon@googlemail.com", subject="Delivery Status Notification (Delay)"),
               Nature.DELAY, token=OURS)
    yield Case("a-person-about-a-bounce", mail("My mails to you could not be delivered. Please send me a copy of my data.\n",
                                               subject="Mail problems"),
               rights=rights("A"), is_certain=True)


def _others() -> Iterator[Case]:
    newsletter = ("List-Id: <news.shop.example>", "List-Unsubscribe: <https://shop.example/u>", "Precedence: list")
    yield Case("newsletter", mail("Ten offers for your office this week.", *newsletter, subject="Offers"), Nature.LIST, is_certain=False)
    yield Case("by-a-machine", mail("Case 4711 was handed to you. See the file.", "Auto-Submitted: auto-generated", subject="Case 4711"), Nature.LIST,
               is_certain=False)
    yield Case("a-scanner", mail("Scanned on floor 2.", "Return-Path: <>", subject="Scan"), Nature.LIST, is_certain=False)
    yield Case("a-postmaster-without-words-of-a-right", mail("Your letter could not be delivered to me, see the file.",
                                                             sender="postmaster@kunde.example",
                                                              subject="x"), is_certain=False)
    yield Case("list", mail("Minutes of the meeting are on the page.", "List-Post: <mailto:x@list.example>", subject="[x] Minutes"), Nature.LIST)
    yield Case("asks-through-our-own-list", mail("Please delete all my data.", "List-Id: <dpo.telco.example>", subject="Data"), rights=rights("E"),
               is_certain=True)
    yield Case("asks-by-a-service", mail("I want you to delete all my personal data.", "Auto-Submitted: auto-generated",
                                         "List-Unsubscribe: <https://x.example>",
                                         subject="Data"), rights=rights("E"), is_certain=True)
    invitation = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Meeting\nEND:VEVENT\nEND:VCALENDAR"
    yield Case("invitation", mail(invitation, subject="Meeting", kind="text/calendar; method=REQUEST; charset=utf-8"), Nature.CALENDAR,
               is_certain=False)
    kind, body = parts("alternative", "Content-Type: text/plain\n\nMeeting on Friday", f"Content-Type: text/calendar; method=REPLY\n\n{invitation}")
    yield Case("accepted", mail(body, subject="Accepted: Meeting", kind=kind), Nature.CALENDAR)
    kind, body = parts("mixed", "Content-Type: text/plain\n\nPlease send me a copy of my data.",
                       f'Content-Type: text/calendar; name="x.ics"\nContent-Disposition: attachment\n\n{invitation}')
    yield Case("letter-with-invitation", mail(body, subject="Data", kind=kind), rights=rights("A"), is_certain=True)
    kind, body = parts('encrypted; protocol="application/pgp-encrypted"', "Content-Type: application/pgp-encrypted\n\nVersion: 1",
                       "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----")
    yield Case("pgp", mail(body, subject="...", kind=kind), Nature.ENCRYPTED, is_certain=False)
    yield Case("pgp-inline", mail("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", subject="x"), Nature.ENCRYPTED)
    sealed = 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'
    yield Case("smime", mail("MIAGCSqGSIb3DQEHA6CAMIACAQAx\n", "Content-Transfer-Encoding: base64", subject="x", kind=sealed), Nature.ENCRYPTED)
    yield Case("smime-opaque", mail("MIAGCSqGSIb3DQEHAqCAMIACAQEx\n", "Content-Transfer-Encoding: base64", subject="x",
                                    kind=sealed.replace("enveloped", "signed")), Nature.ENCRYPTED)
    kind, body = parts('signed; protocol="application/pkcs7-signature"', "Content-Type: text/plain\n\nPlease delete all my data.",
                       'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\nMIAG')
    yield Case("smime-signed", mail(body, subject="Data", kind=kind), rights=rights("E"), is_certain=True)


CASES = (*counted("machine", _absences()), *counted("bounce", _bounces()), *counted("other", _others()))
