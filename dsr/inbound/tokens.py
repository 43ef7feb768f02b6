"""Signs of ours in a mail: references of requests, and Message-IDs of our letters.

Invariant: a sign says which request is meant, and nothing of who means it: a reference can be read over a shoulder, a Message-ID is forwarded along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dsr.domain.reference import parse_reference
from dsr.inbound.base import Inbound
from dsr.inbound.nature import OUR_ID

_LOOK = 100_000  # signs of each text
_MOST = 50
_BETWEEN = r"[\s>\u00ad\u2010-\u2015\u2212_-]{0,4}"
_SIGNS = rf"[0-9A-Za-z]{{4}}{_BETWEEN}[0-9A-Za-z]{{4}}{_BETWEEN}[0-9A-Za-z]"
_NAMED = re.compile(rf"(?<![0-9A-Za-z])DSR{_BETWEEN}({_SIGNS})(?![0-9A-Za-z])", re.IGNORECASE)
_BARE = re.compile(r"(?<![0-9A-Za-z-])([0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z])(?![0-9A-Za-z-])")  # as somebody writes it who leaves DSR out


@dataclass(frozen=True, slots=True)
class Tokens:
    """`written` are references in the subject and in what the sender wrote now, `quoted` those that stand only below it or in what is forwarded;
    `message_ids` those that look like ours, the letter that is answered first."""

    written: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()


def tokens(inbound: Inbound) -> Tokens:
    """What of ours stands in a mail."""
    written = tuple(dict.fromkeys(_references(inbound.subject, inbound.text)))[:_MOST]
    quoted = dict.fromkeys(_references(inbound.quoted, *(part for one in inbound.forwarded for part in (one.subject, one.text, one.quoted))))
    ids = dict.fromkeys((inbound.bounce.original if inbound.bounce else "", *reversed(inbound.in_reply_to), *reversed(inbound.references)))
    return Tokens(written, tuple(one for one in quoted if one not in written)[:_MOST], tuple(one for one in ids if OUR_ID.match(one)))


def _references(*texts: str) -> Iterator[str]:
    for text in texts:
        for pattern in (_NAMED, _BARE):
            for found in pattern.finditer(text[:_LOOK]):
                reference = parse_reference(re.sub(r"[\s>_]", "", found[1]))
                if reference is not None:
                    yield reference
