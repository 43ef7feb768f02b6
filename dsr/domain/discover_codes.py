"""Which values of a column are codes that somebody should put into words.

Invariant: when in doubt, a value is counted and not given back. Shown is only what has the form of a code, in a column that is called one
and that nobody said identifies, describes or locates a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dsr.domain.compare import as_text
from dsr.domain.dataset import Field, is_within
from dsr.domain.discover_names import by_name, names_codes

MOST_CODES = 30
_MOST_SIGNS = 12
_SHOWN = re.compile(r"[A-Z][A-Z_]{0,11}\Z|\d{1,3}\Z|[a-z]\Z")
_OPEN = ("user.behavior", "user.telecom", "user.telemetry", "user.account.settings", "system")


@dataclass(frozen=True, slots=True)
class Codes:
    """How many codes of a column have no words; `shown` is empty where they may be something else."""

    count: int
    shown: tuple[str, ...] = ()


def codes_of(field: Field, cells: Sequence[object]) -> Codes | None:
    """The codes among some cells that the legend does not know; None for a column that holds no codes."""
    leads = field.seeds or field.kind or field.references or field.primary_key
    if leads or field.secret_when or field.redact_keys or not any(is_within(own, ("user",)) for own in field.categories):
        return None
    is_named_so = names_codes(field.name) and not by_name(field.name).category  # a postal code is none
    held = [cell for cell in cells if isinstance(cell, str | int) and not isinstance(cell, bool)]
    texts = {as_text(cell).strip() for cell in held} - {""}
    unknown = texts - set(field.legend)
    if not unknown or len(texts) > MOST_CODES or any(len(text) > _MOST_SIGNS or " " in text for text in texts):
        return None
    if not field.legend and not is_named_so and not _looks_so(held, texts):
        return None
    is_open = is_named_so and all(is_within(own, _OPEN) for own in field.categories)
    return Codes(len(unknown), tuple(sorted(unknown)) if is_open and all(_SHOWN.match(text) for text in unknown) else ())


def _looks_so(held: Sequence[object], texts: set[str]) -> bool:
    """Few texts that occur often, all of the form of codes: not amounts, places or sentences."""
    return all(isinstance(cell, str) for cell in held) and len(held) >= max(50, 5 * len(texts)) and all(_SHOWN.match(text) for text in texts)
