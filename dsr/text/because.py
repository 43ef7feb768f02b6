"""Why a day of the law is that day, in sentences. Invariant: desk, person and command line read the same words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dsr.text import translator
from dsr.text.dates import long_date


def sentences(why: Iterable[str], received_on: date, locale: str) -> list[str]:
    """One sentence for each word of `Term.why`."""
    say = translator(locale)
    return [say(f"because.{word}.text", received_on=long_date(received_on, say.locale)) for word in why]
