"""What the sender gives to be known by: addresses, telephone numbers, numbers of a customer or an account, a name.

Invariant: nothing here is proven, and no national number is among it: the text comes without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

from dsr.domain.identity import normalise

_LOOK = 20_000    # signs that are looked at
_MOST = 20        # of each kind
_TRIES = 200      # rows of digits that may be telephone numbers
_COUNTRIES = {"da": "DK", "sv": "SE", "nb": "NO", "fi": "FI", "nl": "NL", "fr": "FR", "de": "DE", "pl": "PL"}
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
_CUSTOMER = re.compile(
    r"\b(?:(?:customer|client|account|subscription|contract|member(?:ship)?|user)[ -]?(?:number|no\.?|id|nr\.?|#)|kunde?n?(?:umme?r|-?nr\.?"
    r"|-?id)|konto(?:nummer|-?nr\.?)|abonnement(?:s|snummer|-?nr\.?)?|aftalenr\.?|aftalenummer|avtals?(?:nummer|-?nr\.?)|kundnummer|kundnr\.?"
    r"|asiakasnumero(?:ni)?|sopimusnumero(?:ni)?|klantnummer|klantnr\.?|contractnummer|kundennummer|kundennr\.?|kd\.?-?nr\.?|vertragsnummer"
    r"|numéro (?:de )?(?:client|compte|contrat)|n° (?:de )?(?:client|compte|contrat)|(?:numer|nr) (?:klienta|konta|umowy|abonenta))[ \t]{0,5}(?:is|er"
    r"|är|on|ist|est|to|:|=|-|#)?[ \t:]{0,5}([A-Za-z]{0,4}[-/]?\d[\dA-Za-z./-]{2,24})", re.IGNORECASE)
_NAME = re.compile(
    r"(?:^|\n)[ \t*]*(?:full name|first and last name|my name|name|navn|fulde navn|mit navn|namn|fullständigt namn|nimi|koko nimi|naam"
    r"|volledige naam|nom(?: et prénom)?|nom complet|vollständiger name|vor- und nachname|imię i nazwisko"
    r"|imie i nazwisko)[ \t]{0,5}(?:is)?[ \t]{0,5}[:=][ \t*]{0,9}([^\n:@]{2,80})", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?i:my name is|mit navn er|mitt namn är|mitt navn er|navnet mitt er|jag heter|jeg hedder|jeg heter|nimeni on|mijn naam is|ik heet"
    r"|je m['’]appelle|mon nom est|mein name ist|ich heiße|nazywam się)[ \t]+((?:[A-ZÆØÅÄÖÜÉÈŁŚŻŹĆÓŃ][\w'’-]{0,30}[ \t]?){1,5})")


@dataclass(frozen=True, slots=True)
class Given:
    """Something by which the sender says we may know them: email, phone_number, account or name; in its normal form."""

    kind: str
    value: str = field(repr=False)


def given_in(text: str, *, country: str, language: str | None, ours: Iterable[str]) -> tuple[Given, ...]:
    """What stands in a text that holds no national numbers. A telephone number without a prefix is one of the country, or else of the language's.

    `ours` are addresses that the mail was sent to.
    """
    text, own = text[:_LOOK], frozenset(ours)
    found = dict[Given, None]()
    customers = [(match.start(1), match.end(1)) for match in _CUSTOMER.finditer(text)][:_MOST]
    addresses = dict.fromkeys(match.lower() for match in _EMAIL.findall(text))
    found.update((Given("email", address), None) for address in [one for one in addresses if one not in own][:_MOST])
    found.update((Given("phone_number", number), None) for number in _numbers(_blanked(text, customers), country, language))
    found.update((Given("account", text[start:end].rstrip(".,-/")), None) for start, end in customers)
    found.update((Given("name", " ".join(match.split())[:200]), None) for match in [*_NAME.findall(text), *_CALLED.findall(text)][:_MOST])
    return tuple(found)


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The same without what was read already: a customer number may look like a telephone number."""
    for start, end in places:
        text = f"{text[:start]}{'x' * (end - start)}{text[end:]}"
    return text


def _numbers(text: str, country: str, language: str | None) -> Iterator[str]:
    for region in dict.fromkeys((country, _COUNTRIES.get(language or "", country))):
        for match in [*PhoneNumberMatcher(text, region, Leniency.VALID, _TRIES)][:_MOST]:
            yield normalise("phone_number", phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164), region)
