"""What an answer and an erasure must know of stored data beside the data: why it is held, on which ground, how long, from whom, for whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dsr.domain.conditions import Condition
from dsr.domain.words import FileKind, Safeguard

Words = Mapping[str, str]  # language -> text
ErasureAction = Literal["delete", "mask", "keep"]
Encoding = Literal["raw", "base64", "hex"]
PLACE = re.compile(r"\{([^{}/]+)\}")  # where a cell stands in a path


@dataclass(frozen=True, slots=True)
class Retention:
    """How long, and why: `ground` names a ground of the retention table, `period` is an ISO 8601 duration."""

    ground: str
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """To a country outside the EEA, and what protects the data there (GDPR Art. 15(2), 44 to 49)."""

    country: str                       # ISO 3166-1, two letters
    safeguard: Safeguard
    recipient: Words | None = None
    reason: Words | None = None        # for an exception, which one


@dataclass(frozen=True, slots=True)
class Erasure:
    """What becomes of it when the person asks for erasure, and the ground where it is kept."""

    action: ErasureAction
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Rows that stand for a file, such as a recording: it lies at `path`, made of cells (`{folder}/{name}`), below the folder that the source
    names, or its bytes are the cell of `column`."""

    path: str = ""
    strip: str = ""                    # what paths begin with in the source, and not here
    column: str = ""
    encoding: Encoding = "raw"
    media_type: str | None = None      # None: by the ending of its name, or by its first bytes
    kind: FileKind | None = None       # None: by the media type

    @property
    def columns(self) -> tuple[str, ...]:
        """What must be read of a row to find its file."""
        return (self.column,) if self.column else tuple(dict.fromkeys(PLACE.findall(self.path)))


@dataclass(frozen=True, slots=True)
class Terms:
    """Of a collection; what it does not say itself its dataset says."""

    purpose: Words | None = None
    legal_basis: Words | None = None
    retention: Retention | None = None
    recipients: tuple[Words, ...] = ()
    origin: Words | None = None
    recipient_kinds: tuple[Words, ...] = ()
    names_unknown: Words | None = None    # why those are kinds and not names
    transfers: tuple[Words | Transfer, ...] = ()
    automated: Words | None = None        # decisions that no person takes: the logic, what it means, what follows; `none`
    charged: tuple[Condition, ...] = ()   # rows for which all of these hold were charged for
    erasure: Erasure | None = None
    content: Content | None = None
