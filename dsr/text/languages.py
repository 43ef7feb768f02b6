"""Names of languages, each in its own and each in every other, and of countries."""

from __future__ import annotations

from collections.abc import Iterable

NAMES = {"da": "Dansk", "en": "English", "sv": "Svenska", "nb": "Norsk bokmål", "fi": "Suomi", "nl": "Nederlands", "fr": "Français",
         "de": "Deutsch", "pl": "Polski"}


def named(codes: Iterable[str], locale: str) -> str:
    """These languages in the words of `locale`, after Unicode CLDR: English, Swedish."""
    from babel import Locale  # a large library, which few letters need

    names = Locale.parse(locale).languages
    return ", ".join(names.get(code, code) for code in codes)


def country(code: str, locale: str) -> str:
    """A country (ISO 3166-1, two letters) in the words of `locale`: United States; the code itself if there are none."""
    from babel import Locale  # the same

    return str(Locale.parse(locale).territories.get(code, code))
