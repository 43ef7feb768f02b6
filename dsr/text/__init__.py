"""Words for people. A locale is passed, never ambient; a missing word falls back to English and fails a test.

The pages speak fewer languages than the answers and the mails. Invariant: an answer is offered only in a language that has all three files.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FALLBACK = "en"
_FOLDER = Path(__file__).parent / "catalogue"
PAGES = ("da", "en")  # of the desk and the public pages
ANSWERS = ("da", "en", "sv", "nb", "fi", "nl", "fr", "de", "pl")  # of the answer and the mails


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All words of a locale by dotted key."""
    return {key: words for file in sorted(_FOLDER.glob(f"*.{locale}.toml")) for key, words in read(file).items()}


def read(file: Path) -> dict[str, str]:
    """The words of one file by dotted key."""
    result: dict[str, str] = {}

    def walk(prefix: str, block: dict[str, object]) -> None:
        for name, value in block.items():
            if isinstance(value, dict):
                walk(f"{prefix}{name}.", value)
            else:
                result[prefix + name] = str(value)

    walk("", tomllib.loads(file.read_text(encoding="utf-8")))
    return result


@dataclass(frozen=True, slots=True)
class Translator:
    """Call it with a key and what fills the sentence. What is said otherwise on some occasion has a key that ends with its `variant`."""

    locale: str
    variant: str = ""

    def __call__(self, key: str, /, **facts: object) -> str:
        other = catalogue(self.locale).get(key + self.variant) if self.variant else None
        text = other or catalogue(self.locale).get(key) or catalogue(FALLBACK).get(key) or key
        return text.format(**facts) if facts else text

    def has(self, key: str) -> bool:
        return key in catalogue(self.locale) or key in catalogue(FALLBACK)


def translator(locale: str, variant: str = "") -> Translator:
    """The words of a locale that we have, else English."""
    return Translator(locale if locale in ANSWERS else FALLBACK, variant)
