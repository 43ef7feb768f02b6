"""Form letters that are known, by what each of them has: its phrases in any of its languages, or the mark of the service that writes it.

Invariant: a form is a hint for staff and nothing else. What is asked for is read from the words, as in any other mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """Who made the form, or the service that wrote the mail."""

    DATENANFRAGEN = "datenanfragen"            # datenanfragen.de, datarequests.org and its other languages
    NOYB = "noyb"
    ICO = "ico"                                # the United Kingdom's authority
    AUTHORITY = "authority"                    # a form of another authority
    MINE = "mine"                              # saymine.com
    DATA_DONE_RIGHT = "data_done_right"        # Bits of Freedom
    PERSONAL_DATA_IO = "personal_data_io"      # the long transparency letter
    CONSUMERS = "consumers"                    # of a consumer association
    DELETION_SERVICE = "deletion_service"      # Incogni, DeleteMe, YourDigitalRights and others that write for many


@dataclass(frozen=True, slots=True)
class _Known:
    """`marks`: one is enough. `phrases`: so many of them."""

    form: Form
    marks: re.Pattern[str]
    phrases: tuple[re.Pattern[str], ...] = ()
    enough: int = 2


def _known(form: Form, marks: str, *phrases: str, enough: int = 2) -> _Known:
    return _Known(form, re.compile(marks or r"(?!)"), tuple(re.compile(phrase) for phrase in phrases), enough)


_FORMS = (
    _known(Form.MINE, r"\bsaymine\b|\bsent (?:via|with|from) mine\b|\bmine (?:privacy|app)\b.{0,80}\bsaymine",
    r"last interaction",
           r"right to be forgotten", r"reclaim", enough=3),
    _known(Form.DATA_DONE_RIGHT, r"mydatadoneright|my data done right|bits ?of ?freedom"),
    _known(Form.NOYB, r"\bnoyb\b"),
    _known(Form.PERSONAL_DATA_IO, r"personaldata\.io", r"subject access request and a portability request", r"in-house form", r"transparency request",
           r"explicitly confirm that you do not"),
    _known(Form.ICO, r"0303 ?123 ?1113", r"(?:i am|i['’]m) entitled to (?:receive |have )?under (?:the )?data protection",
    r"information commissioner",
           r"pass this (?:letter|email|request|message) to your data protection officer", r"do not normally (?:deal with|handle) these requests",
           r"within one (?:calendar )?month"),
    _known(Form.DELETION_SERVICE,
           r"yourdigitalrights|\bincogni\b|joindeleteme|\bdeleteme\b|privacy ?bee\b|\boptery\b|\bkanary\b|againstdata|mydatarequest"
           r"|my data request\b|\brightly\b.{0,40}data|opt-?out ?service|deletemyemail|mozilla monitor|\bjumbo privacy\b|\bprivacyduck\b",
           r"(?:authori[sz]ed agent|consumer identity protection service|privacy service) ", r"power of attorney|signed permission|authori[sz]ation",
           r"respond directly to|reply directly to"),
    _known(Form.DATENANFRAGEN, r"datenanfragen|datarequests\.org|gegevensaanvragen|demandetesdonnees|pedidodedados|solicituddedatos"
                               r"|osobnipodaci\.org",
           r"explicitly includes\b.{0,60}\bany other services and companies for which you are the controller|schließt explizit auch\b"
           r"|comprend explicitement\b|omvat expliciet\b",
           r"following information necessary to identify me|zur identifikation meiner person habe ich"
           r"|informations suivantes nécessaires pour m['’]identifier|volgende informatie op die nodig is om mij te identificeren",
           r"reserving the right to take legal action|behalte ich mir vor,? rechtliche schritte|me réserve le droit d['’]intenter une action"
           r"|behoud ik het recht om juridische stappen",
           r"requirements set forth in article 17|voraussetzungen des art\. 17 abs\. 1|conditions énoncées à l['’]article 17"),
    _known(Form.CONSUMERS, r"verbraucherzentrale|forbrugerrådet|consumentenbond|quechoisir|ufc-que choisir|konsumentverket|forbrukerrådet",
           r"informationen nach (?:artikel|art\.) 15,? (?:absatz|absätze|abs\.) 1 und 2|information pursuant to article 15 ?\(1\) and \(2\)",
           r"bestätigung des eingangs|confirm receipt of my request", r"artikel 82 dsgvo|article 82 gdpr"),
    _known(Form.AUTHORITY, r"(?:skabelon|blanket|mall|malen?|lomake|wzór|modèle|voorbeeldbrief|musterschreiben)\b.{0,60}\b(?:datatilsynet|imy"
                           r"|integritetsskyddsmyndigheten|tietosuojavaltuutetu\w*|uodo|cnil|autoriteit persoonsgegevens|bfdi)"
                           r"|\bcnil\b.{0,60}\bmodèle",
           r"en application de l['’]article 15|je vous remercie de me faire parvenir dans les meilleurs délais",
           r"je vous prie de bien vouloir m['’]indiquer si des données me concernant figurent",
           r"saisir la (?:commission nationale|cnil)|une réclamation auprès de la cnil"),
)


def form_of(text: str) -> Form | None:
    """The first form that the text has enough of."""
    plain = " ".join(text.lower().split())
    for known in _FORMS:
        if known.marks.search(plain) or (known.phrases and sum(bool(phrase.search(plain)) for phrase in known.phrases) >= known.enough):
            return known.form
    return None
