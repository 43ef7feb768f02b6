"""N08: never demand a passport or a copy of an identity document. DPG Media (EUR 525,000), Pandora DK, Groupon IE, Lensway SE: whoever asks for
data is asked for no document that they were not asked for when they signed up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsr import text
from dsr.domain.proof import Method
from dsr.web.staff.identity_words import PROOFS

ROOT = Path(__file__).parents[2]
# Passport, identity card, driving licence, and a copy of one, in the languages of the letters.
DOCUMENT = re.compile(
    r"passport|identity (?:card|document)|\bID[ -](?:card|copy|document)|driv(?:er|ing)\S* licen[cs]e"
    r"|\b(?:dit|et|af) pas\b|\bpas(?:set|kopi|foto)\b|kørekort|legitimation|körkort|førerkort|\blegitimasjon"
    r"|passi(?:n|sta)?\b|ajokortti|henkilöllisyystodistu|paspoort|rijbewijs|identiteitsbewijs|passeport|permis de conduire|pièce d.identité"
    r"|reisepass|personalausweis|führerschein|ausweiskopie"
    r"|paszport|dow[oó]d(?:u)? osobist|prawo jazdy", re.IGNORECASE)


def test_no_way_to_prove_is_a_document() -> None:
    assert set(Method) <= set(PROOFS)
    assert [one.value for one in Method if re.search("passport|document|copy|scan|upload|licen|card", one.value)] == []
    assert [str(words) for words in PROOFS.values() if DOCUMENT.search(str(words))] == []


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_no_letter_asks_for_one(locale: str) -> None:
    mails = {key: words for key, words in text.catalogue(locale).items() if key.startswith("mail.")}
    assert mails
    allowed = {"mail.clarification.how", "mail.proof_asked.no_copy"}  # which ask never to send one
    assert {key for key, words in mails.items() if DOCUMENT.search(words)} <= allowed


def test_no_page_of_the_person_takes_a_file() -> None:
    """The form has none either: nobody can send what nobody asked for."""
    pages = sorted((ROOT / "templates" / "subject").rglob("*.html"))
    assert pages
    assert [page.name for page in pages if 'type="file"' in page.read_text(encoding="utf-8")] == []
    forms = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "dsr" / "web" / "subject").glob("*.py")))
    assert "FileField" not in forms


def test_the_words_are_found() -> None:
    assert all(DOCUMENT.search(words) for words in (
        "Send us a copy of your passport.", "Send en kopi af dit pas.", "Kørekort", "Kopia av körkort", "Kopi av førerkort", "Passin kopio",
        "Kopie van uw paspoort", "Copie du passeport", "Ihr Personalausweis", "Kopia dowodu osobistego"))
    assert not any(DOCUMENT.search(words) for words in ("Du skal passe på.", "We pass it on.", "Vous ne faites pas", "Pas daarna"))
