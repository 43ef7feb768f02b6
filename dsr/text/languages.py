"""Names of languages: each in its own, and each in every other."""

from __future__ import annotations

from collections.abc import Iterable

NAMES = {"da": "Dansk", "en": "English", "sv": "Svenska", "nb": "Norsk bokmål", "fi": "Suomi", "nl": "Nederlands", "fr": "Français",
         "de": "Deutsch", "pl": "Polski"}


def named(codes: Iterable[str], locale: str) -> str:
    """These languages in the words of `locale`, after Unicode CLDR: English, Swedish."""
    from babel import Locale  # a large library, which few letters need

    names = Locale.parse(locale).languages
    return ", ".join(names.get(code, code) for code in codes)
