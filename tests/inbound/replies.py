"""Answers to a letter of ours as mail programs write them, in nine languages, and mails that are passed on."""

from __future__ import annotations

from collections.abc import Iterator

from tests.inbound.case import DPO, OTHER, OURS, REFERENCE, Case, counted, mail, parts, rights, rows

# language | greeting of our letter | its words | footer
_LETTERS = """
en | Dear Carol             | You can ask us to delete your data, and to send you a copy of all of them.      | Reference
da | Hej Carol              | Du kan bede os om at slette dine data og om at sende en kopi af dem.            | Reference
sv | Hej Carol              | Du kan be oss att radera dina uppgifter och att skicka en kopia av dem.         | Referens
nb | Hei, Carol             | Du kan be oss om å slette dine opplysninger og om å sende en kopi av dem.       | Referanse
fi | Hyvä Carol             | Voitte pyytää meitä poistamaan tietonne ja lähettämään niistä kopion.           | Viite
nl | Beste Carol            | U kunt ons vragen uw gegevens te verwijderen en een kopie ervan te sturen.      | Referentie
fr | Bonjour Carol,         | Vous pouvez nous demander de supprimer vos données et de vous en envoyer copie. | Référence
de | Guten Tag Carol        | Sie können verlangen, dass wir Ihre Daten löschen und Ihnen eine Kopie senden.  | Referenz
pl | Dzień dobry, Carol     | Mogą Państwo prosić o usunięcie swoich danych i o przesłanie ich kopii.         | Nr sprawy
"""
# language | what the person says, who asks for nothing | the line above what is quoted, as several programs write it
_SAID = """
en | It was in the years 2023 and 2024. Regards, Carol  | On Tue, 1 Dec 2026 at 10:00, Privacy <dpo@telco.example> wrote:
en | I only had one telephone, the one you named. Carol | On 01/12/2026 10:00, Privacy wrote:
en | Yes, that is right, it was my desk phone.          | On 1 Dec 2026, at 10:00, Privacy <dpo@telco.example> wrote:
da | Det var i årene 2023 og 2024. Venlig hilsen Carol  | Den tirs. 1. dec. 2026 kl. 10.00 skrev Privacy <dpo@telco.example>:
da | Jeg havde kun den ene telefon. Mvh Carol           | Den 01.12.2026 kl. 10.00 skrev Privacy:
da | Ja, det er rigtigt, det var min bordtelefon.       | Den 1. dec. 2026 kl. 10.00 skrev Privacy <dpo@telco.example>:
sv | Det var under åren 2023 och 2024. Vänliga hälsningar Carol | Den tis 1 dec. 2026 kl 10:00 skrev Privacy <dpo@telco.example>:
sv | Jag hade bara en telefon, den ni nämner.           | 1 dec. 2026 kl. 10:00 skrev Privacy <dpo@telco.example>:
nb | Det var i årene 2023 og 2024. Vennlig hilsen Carol | tir. 1. des. 2026 kl. 10:00 skrev Privacy <dpo@telco.example>:
nb | Jeg hadde bare én telefon, den dere nevner.        | Den 01.12.2026 10:00, skrev Privacy:
fi | Se oli vuosina 2023 ja 2024. Terveisin Carol       | ti 1. jouluk. 2026 klo 10.00 Privacy (dpo@telco.example) kirjoitti:
fi | Minulla oli vain yksi puhelin.                     | Privacy kirjoitti 1.12.2026 klo 10.00:
nl | Het was in de jaren 2023 en 2024. Met vriendelijke groet, Carol | Op di 1 dec 2026 om 10:00 schreef Privacy <dpo@telco.example>:
nl | Ik had maar één telefoon, die u noemt.             | Op 1 dec. 2026, om 10:00 heeft Privacy <dpo@telco.example> het volgende geschreven:
fr | C'était dans les années 2023 et 2024. Cordialement, Carol | Le mar. 1 déc. 2026 à 10:00, Privacy <dpo@telco.example> a écrit :
fr | Je n'avais qu'un seul téléphone.                   | Le 01/12/2026 à 10:00, Privacy a écrit :
de | Es war in den Jahren 2023 und 2024. Mit freundlichen Grüßen, Carol | Am Di., 1. Dez. 2026 um 10:00 Uhr schrieb Privacy <dpo@telco.example>:
de | Ich hatte nur das eine Telefon.                    | Am 01.12.26 um 10:00 schrieb Privacy:
pl | To było w latach 2023 i 2024. Pozdrawiam, Carol    | wt., 1 gru 2026 o 10:00 Privacy <dpo@telco.example> napisał(a):
pl | Miałam tylko jeden telefon.                        | W dniu 01.12.2026 o 10:00, Privacy pisze:
pl | Tak, zgadza się, to był mój telefon.               | Wiadomość napisana przez Privacy <dpo@telco.example> w dniu 1 gru 2026, o godz. 10:00:
"""
# language | prefix of an answer | of what is passed on | From Sent To Subject | a line that some put above
_OUTLOOK = """
en | RE: | FW: | From: Sent: To: Subject:             | -----Original Message-----
da | SV: | VS: | Fra: Sendt: Til: Emne:               | -----Oprindelig meddelelse-----
sv | SV: | VB: | Från: Skickat: Till: Ämne:           | -----Ursprungligt meddelande-----
nb | SV: | VS: | Fra: Sendt: Til: Emne:               | -----Opprinnelig melding-----
fi | VS: | VL: | Lähettäjä: Lähetetty: Vastaanottaja: Aihe: | -----Alkuperäinen viesti-----
nl | RE: | FW: | Van: Verzonden: Aan: Onderwerp:      | -----Oorspronkelijk bericht-----
fr | RE: | TR: | De : Envoyé : À : Objet :            | -----Message d'origine-----
de | AW: | WG: | Von: Gesendet: An: Betreff:          | -----Ursprüngliche Nachricht-----
pl | ODP: | PD: | Od: Wysłano: Do: Temat:             | -----Wiadomość oryginalna-----
"""
_ASKS = {"en": "Please delete all my data.", "da": "Slet venligst alle mine data.", "sv": "Radera mina uppgifter, tack.",
         "nb": "Vennligst slett mine opplysninger.",
         "fi": "Poistakaa kaikki tietoni, kiitos.", "nl": "Verwijder alstublieft mijn gegevens.", "fr": "Merci de supprimer toutes mes données.",
         "de": "Bitte löschen Sie alle meine Daten.", "pl": "Proszę usunąć wszystkie moje dane."}
_PASSED_ON = """
en | ---------- Forwarded message ---------
da | -------- Videresendt besked --------
sv | -------- Vidarebefordrat meddelande --------
nb | -------- Videresendt melding --------
fi | -------- Välitetty viesti --------
nl | -------- Doorgestuurd bericht --------
fr | -------- Message transféré --------
de | -------- Weitergeleitete Nachricht --------
pl | -------- Przekazana wiadomość --------
en | Begin forwarded message:
da | Start på videresendt besked:
de | Anfang der weitergeleiteten Nachricht:
"""


def _letter(language: str) -> str:
    _, greeting, words, footer = next(row for row in rows(_LETTERS) if row[0] == language)
    return f"{greeting}\n\n{words}\n\nTelco\n\n{footer} {REFERENCE}. https://telco.example\n"


def _marked(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


def _html(text: str) -> str:
    return text.replace("<", "&lt;").replace("\n", "<br>")


def _answers() -> Iterator[Case]:
    """Below the answer stands our letter, which speaks of deleting; the answer asks for nothing."""
    thread = f"In-Reply-To: {OURS}"
    for language, said, line in rows(_SAID):
        letter = _letter(language)
        yield Case(f"{language}-above", mail(f"{said}\n\n{line}\n{_marked(letter)}", thread, subject="Re: x"), language=language, token=OURS)
        yield Case(f"{language}-below", mail(f"{line}\n{_marked(letter)}\n{said}\n", thread, subject="Re: x"), language=language, token=OURS)
        page = f'<p>{said}</p><div class="gmail_quote"><div>{_html(line)}</div><blockquote type="cite">{_html(letter)}</blockquote></div>'
        yield Case(f"{language}-html", mail(page, thread, subject="Re: x", kind="text/html; charset=utf-8"), language=language, token=OURS)
    for language, answer, _, names, original in rows(_OUTLOOK):
        said = next(said for one, said, _ in rows(_SAID) if one == language)
        block = _block(names, f"{answer} x", _letter(language))
        yield Case(f"{language}-outlook", mail(f"{said}\n\n{block}", thread, subject=f"{answer} x"), language=language, token=OURS)
        yield Case(f"{language}-original", mail(f"{said}\n\n{original}\n{block}", thread, subject=f"{answer} x"), language=language, token=OURS)
        yield Case(f"{language}-unmarked", mail(f"{said}\n\n{_letter(language)}", subject=f"{answer} x ({REFERENCE})"), language=language,
                   token=REFERENCE)


def _block(names: str, subject: str, text: str) -> str:
    heads = [name.strip() + ":" for name in names.split(":") if name.strip()]
    values = (f"Privacy <{DPO}>", "1. 12. 2026 10:00", "Carol Nord <carol@kunde.example>", subject)
    return "".join(f"{head} {value}\n" for head, value in zip(heads, values, strict=True)) + f"\n{text}"


def _threads() -> Iterator[Case]:
    """By which sign of ours a mail finds its request."""
    told = "It was in 2023. Regards, Carol\n"
    small = REFERENCE.lower().replace("-", " ")
    yield Case("by-subject", mail(told, subject=f"Re: A question about your request ({REFERENCE})"), token=REFERENCE)
    yield Case("by-text", mail(f"My reference is {REFERENCE}.\n{told}", subject="Hello"), token=REFERENCE)
    yield Case("typed-loosely", mail(f"About {small} please.\n{told}", subject="Hello"), token=REFERENCE)
    yield Case("without-dsr", mail(f"Reference: {REFERENCE.removeprefix('DSR-')}\n{told}", subject="Hello"), token=REFERENCE)
    yield Case("one-sign-wrong", mail(f"My reference is {REFERENCE[:-1]}{'2' if REFERENCE[-1] != '2' else '3'}.\n{told}", subject="Hello"))
    yield Case("by-references", mail(told, f"References: <a@b.example> {OURS}", subject="Re: x"), token=OURS)
    yield Case("only-others", mail(told, "References: <a@b.example>", "In-Reply-To: <a@b.example>", subject="Re: x"))
    yield Case("two-references", mail(f"{told}Also {OTHER}.\n", subject=f"Re: x ({REFERENCE})"), token=REFERENCE)
    yield Case("encoded-subject", mail(told, f"Subject: =?utf-8?q?SV=3A_Dit_sp=C3=B8rgsm=C3=A5l_=28{REFERENCE}=29?="), token=REFERENCE)
    yield Case("folded-references", mail(told, f"References: <a@b.example>\n\t<c@d.example>\n {OURS}", subject="Re: x"), token=OURS)
    yield Case("in-cc", mail(told, f"Cc: Boss <boss@kunde.example>, {DPO}", f"In-Reply-To: {OURS}", to="Boss <boss@kunde.example>"), token=OURS)
    yield Case("asks-in-cc", mail("Please delete all my data.\n", f"Cc: {DPO}", to="Boss <boss@kunde.example>"), rights=rights("E"), language="en")
    yield Case("new-request-in-answer",
               mail(f"Thank you. Please delete all my data now.\n\nOn 1 Dec 2026 at 10:00, P <{DPO}> wrote:\n{_marked(_letter('en'))}",
                                             f"In-Reply-To: {OURS}", subject="Re: x"), rights=rights("E"), token=OURS, language="en")
    yield Case("subject-only", mail("Regards, Carol\n", subject="Please delete all my data"), rights=rights("E"), language="en")
    yield Case("subject-of-an-answer", mail("Thank you very much for that!\n", f"In-Reply-To: {OURS}", subject="Re: Please delete all my data"),
               token=OURS)


def _forwards() -> Iterator[Case]:
    """A colleague passes on what somebody asked: it is asked for, and whose request it is staff decide."""
    inner = {language: mail(asks + "\n", subject="x", sender="Bob <bob@other.example>").decode() for language, asks in _ASKS.items()}
    for language, line in rows(_PASSED_ON):
        text = f"FYI\n\n{line}\nFrom: Bob <bob@other.example>\nDate: Mon, 30 Nov 2026\nSubject: x\nTo: info@telco.example\n\n{_ASKS[language]}\n"
        yield Case(f"{language}-inline", mail(text, subject="Fwd: x", sender="info@telco.example"), rights=rights("E"), language=language,
                   is_certain=False)
    for language, _, forward, names, _ in rows(_OUTLOOK):
        text = "FYI\n\n" + _block(names, "x", _ASKS[language])
        yield Case(f"{language}-outlook", mail(text, subject=f"{forward} x", sender="info@telco.example"), rights=rights("E"), language=language,
                   is_certain=False)
    for language, text in inner.items():
        kind, body = parts("mixed", "Content-Type: text/plain\n\nFYI", f"Content-Type: message/rfc822\n\n{text}")
        yield Case(f"{language}-attached", mail(body, subject="Fwd: x", sender="info@telco.example", kind=kind), rights=rights("E"),
                   language=language,
                   is_certain=False)
    kind, body = parts("mixed", "Content-Type: text/plain\n\nIs this from you?", f"Content-Type: message/rfc822\n\n{mail(_letter('en')).decode()}")
    yield Case("our-letter", mail(body, subject="Fwd: x", kind=kind), is_certain=False)


CASES = (*counted("answer", _answers()), *counted("thread", _threads()), *counted("forward", _forwards()))
