"""In which of our languages a text is written, by its small words. Invariant: None where nothing speaks clearly for one of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

_MOST = 2_000       # words that are looked at
_FEWEST = 2         # points without which nothing is said
_AHEAD = 1.25       # by how much the first must lead before the second
_WORD = re.compile(r"[^\W\d_]+")

# Words that a text of each language is full of. One that only one of them has counts double.
_WORDS = {
    "da": "ønsker sletter registreret fået brug forkert opdatere telefoner bruge tilsendt skriver jeg mig jer i hvad og ikke af at er en et til "
          "på har kan vil med om som det den de der mine min mit hej venlig hilsen oplysninger gerne hvilke alle fra skal tak også være have få "
          "slet slette bedes kære mvh nogle efter dine jeres for men ved data dem så hvor hvornår blive nu to ja denne personoplysninger "
          "udleveret sletning over var rigtigt kun havde bare hvem sagen gemt optaget samtaler oversigt sende høre liste ligger hos "
          "undertegnede må længere",
    "nb": "fått ha slik feil bruk skriver jeg meg dere i hva og ikke av å er en et til på har kan vil med om som det den de der mine min mitt "
          "hei vennlig hilsen opplysninger hvilke alle fra skal takk også være få slett slette ønsker gjerne noen etter deres "
          "personopplysninger kontoen opplysningene nå for men data dem så hvor når bli ja denne vet utlevert sletting over var bare hadde "
          "riktig hvem kun lagret registrert sende meldt",
    "sv": "jag mig er ni i vad och inte av att är en ett till på har kan vill med om som det den de mina min mitt hej vänlig vänliga hälsningar "
          "uppgifter vilka alla från ska tack också vara få radera gärna era några efter personuppgifter snälla skulle för men data dem så var "
          "när bli ja denna information mejl över bara hade rätt vem under sparat allting sen",
    "en": "i the you to and of my me is are have has that this please what which your would like data for it on not all about with be regards "
          "dear hello hi want delete information personal we as from by can any if in at an or so was mine over hold am do will only had yes "
          "right there they been year their every get these than then some",
    "de": "ich sie die der und zu meine mich mir ist sind haben dass das bitte was welche ihr ihre ihnen möchte daten für es nicht alle über "
          "mit grüßen freundlichen sehr geehrte von auf den im ein eine werden wie hallo guten löschen auskunft gespeichert bei zur gemäß viele "
          "in an des dem mein er so ja information informationen damen herren tag hiermit verarbeiten gruß nur hatte war waren aber auch noch "
          "nach jahr will alles euch ob",
    "nl": "ik u jullie de het een en van te mijn mij me is zijn hebben heeft dat deze graag wat welke uw wil gegevens voor niet alle over met "
          "groet geachte beste hallo op aan in bij om wordt worden verwijderen persoonsgegevens bedankt alvast ook er die der of als data kan "
          "was hierbij verzoek ontvangen bewaren wilt maar had één ben geen mijne jaar haal haar dit nog",
    "fr": "je vous la le les et de des mes me moi est sont avez que ce cette merci quelles votre vos voudrais souhaite données pour ne pas "
          "toutes sur avec cordialement bonjour monsieur madame du au aux une un par dans mon ma veuillez supprimer qui en ai on se si il "
          "information informations nous être à seul avais c était étais y oui ont qu où leur sans",
    "fi": "minä te on ja ei että minun minua minusta ovat olen mitä mikä haluan haluaisin tietoja tietoni tiedot kaikki kanssa terveisin "
          "ystävällisin hei hyvä kiitos voisitteko pyydän poistakaa olisi myös tai teillä henkilötietoni asiakas koska tämä jotka se en me kun "
          "niin jos kuin moi minulle minulla oli vain yksi kyllä vuonna klo meille meidän kaikkea meillä sekä",
    "pl": "ja się i w na z do moje moich mnie mi jest są macie że to proszę co jakie państwo państwa chcę chciałbym chciałabym dane danych dla "
          "nie wszystkie o pozdrawiam dzień dobry szanowni poważaniem od przez oraz lub moim usunięcie usunąć osobowych za ze a on po jak te "
          "mój witam panie tylko był była było tak jeden roku czy mam jestem nas swoich które który",
}


def _weights() -> dict[str, tuple[tuple[str, int], ...]]:
    having = defaultdict[str, list[str]](list)
    for language, words in _WORDS.items():
        for word in words.split():
            having[word].append(language)
    return {word: tuple((language, 2 if len(languages) == 1 else 1) for language in languages) for word, languages in having.items()}


_WEIGHTS = _weights()


def language_of(text: str) -> str | None:
    """A language of dsr.text.languages, or None."""
    points = Counter[str]()
    for word in _WORD.findall(text.lower())[:_MOST]:
        for language, weight in _WEIGHTS.get(word, ()):
            points[language] += weight
    (first, most), (_, second) = (*points.most_common(2), ("", 0), ("", 0))[:2]
    return first if most >= _FEWEST and most >= _AHEAD * second else None
