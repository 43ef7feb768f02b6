"""By which words mail programs say that something was written before: in nine languages. Tables only; `quoting` says how they are used."""

from __future__ import annotations

import re

_I = re.IGNORECASE


def _line(*alternatives: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(alternatives) + ")", _I)


def _header(*names: str) -> re.Pattern[str]:
    return re.compile(rf"\*{{0,2}}(?:{'|'.join(names)})[ \xa0]?:", _I)


# As Outlook and others write the headers of a mail above it: en, da, sv, nb, fi, nl, fr, de, pl.
HEADERS = {
    "from": _header("From", "Fra", "Från", "Lähettäjä", "Van", "De", "Von", "Od"),
    "date": _header("Sent", "Date", "Sendt", "Dato", "Skickat", "Datum", "Lähetetty", "Päivämäärä", "Päiväys", "Verzonden", "Envoyé", "Gesendet",
    "Wysłano",
                    "Wysłane", "Data"),
    "to": _header("To", "Til", "Till", "Vastaanottaja", "Aan", "À", "A", "An", "Do"),
    "cc": _header("Cc", "Kopi", "Kopia", "Kopio", "DW"),
    "subject": _header("Subject", "Emne", "Ämne", "Aihe", "Onderwerp", "Objet", "Sujet", "Betreff", "Temat"),
}
FINNISH = _header("Lähettäjä")
ORIGINAL = re.compile(
    r"[ \t]*(?:[-_]{2,}[ ]*(?:Original (?:Message|Appointment)|Oprindelig (?:meddelelse|besked|mail)|Ursprungligt meddelande|Original(?:meddelande"
    r"|melding)|Opprinnelig melding|Alkuperäinen viesti|Oorspronkelijk bericht|Message d['’]origine|Original-Nachricht|Ursprüngliche Nachricht"
    r"|Wiadomość oryginalna|Oryginalna wiadomość)[ ]*[-_]{2,}[ ]*\Z)", _I)
FORWARDED = re.compile(
    r"(?:> ?)?(?:-{5,}[ ]*(?:Forwarded message|(?:Videresendt|Vidarebefordrat|Välitetty|Edelleenlähetetty) (?:besked|meddelelse|mail|meddelande"
    r"|melding|viesti)|Doorgestuurd bericht|Message transféré|Weitergeleitete Nachricht|Przekazana wiadomość"
    r"|Wiadomość przekazana(?: dalej)?)[ ]*-{5,}|(?:Begin forwarded message|Start på videresendt besked|Videresendt besked|Vidarebefordrat brev"
    r"|Videresendt melding|Välitetty viesti(?: alkaa)?|Begin doorgestuurd bericht|Début du message (?:réexpédié|transféré)"
    r"|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Początek przekazywanej wiadomości|Początek przekazanej wiadomości)[ \xa0]?:)[ ]*\Z", _I)
FORWARD_PREFIX = _line(r"\s*(?:FWD?|VS|VB|VL|WG|TR|PD|DOORST|Doorgest|Videresendt)\s?:")
FORWARD_PREFIX_FINNISH = _line(r"\s*(?:FWD?|VL|Välitetty)\s?:")
WROTE = _line(  # "On 1 December 2026 at 10:00, Ada <ada@example.org> wrote:"
    r"On\b.{3,300}\bwrote ?:\Z",
    r"(?!.{0,200}\bskrev (?:jeg|jag|vi|eg)\b).{3,300}\bskrev\b.{0,200}:\Z",
    r".{3,300}\bkirjoitti\b.{0,200}:\Z",
    r"Op\b(?!.{0,200}\bschreef ik\b).{3,300}\b(?:schreef|geschreven)\b.{0,200}:\Z",
    r".{3,200}\bschreef op\b.{3,200}:\Z",
    r"Le\b(?!.{0,200}\bj['’]ai écrit\b).{3,300}\ba écrit\b.{0,20}:\Z",
    r"Am\b(?!.{0,200}\bschrieb ich\b).{3,300}\bschrieb\b.{0,200}:\Z",
    r".{3,300}\b(?:napisał(?:a|\(a\))?|pisze) ?:\Z", r"Wiadomość napisana przez\b.{3,300}:\Z")
WHEN = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b")
REFERENCE = "Reference|Referens|Referanse|Viite|Referentie|Référence|Referenz|Nr sprawy"  # the footer of our letters: dsr/text/catalogue
GREETING = _line(r"(?:Dear|Hello|Hej|Hei|Hyvä|Beste|Goedendag|Bonjour|Guten Tag|Dzień dobry|To|Til|Till|Aan|An|Do|À l’attention"
                 r"|Vastaanottaja)\b.{0,60}\Z")
