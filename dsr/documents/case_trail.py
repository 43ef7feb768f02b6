"""The evidence chain of a case in words: what was decided and by whom, and all that happened. Invariant: of the facts of an event only those are
told that are words of ours or names of sources."""

from __future__ import annotations

from collections.abc import Callable

from dsr.documents.case_tongue import Data, Tongue
from dsr.documents.lines import Line, Piece
from dsr.domain.deciding import is_decision
from dsr.text import languages

_WIDTHS = (106, 229, 34, 114)


def decisions(trail: Data, its: Tongue) -> list[Piece]:
    """What people decided."""
    rows = tuple(_row(one, its) for one in trail["events"] if is_decision(one["name"], one["by"]))
    return [its.listing("events", _WIDTHS, rows, 2)] if rows else [Line("body", its.say("none"))]


def timeline(trail: Data, its: Tongue) -> list[Piece]:
    """All events in order, and whether the chain holds."""
    whole = its.say("whole") if trail["is_whole"] else its.say("broken", places=", ".join(str(one["seq"]) for one in trail["breaks"]))
    return [Line("body", whole), its.listing("events", _WIDTHS, tuple(_row(one, its) for one in trail["events"]), 2)]


def extensions(trail: Data, its: Tongue) -> dict[int, str]:
    """On which ground the term of a part was made longer."""
    return {one["facts"]["part"]: its.of("extensionreason", one["facts"].get("reason")) for one in trail["events"] if one["name"] == "extended"}


def _row(event: Data, its: Tongue) -> tuple[str, ...]:
    facts = event["facts"]
    what = its.pair(its.word("event", event["name"]), its.listed(*(_TOLD[name](str(facts[name]), facts, its) for name in _TOLD if facts.get(name))))
    return its.stamp(event["at"]), what, str(facts.get("part", "")), its.by(event["by"], event["staff"])


def _ground(code: str, facts: Data, its: Tongue) -> str:
    return its.word("doubt", code) if "doubt" in facts else ""


def _reason(code: str, facts: Data, its: Tongue) -> str:
    if "until" in facts:
        return its.of("extensionreason", code)
    return its.word("choice_reason", code) if "address" in facts else ""


_TOLD: dict[str, Callable[[str, Data, Tongue], str]] = {
    "letter": lambda code, _, its: its.word("letter", code),
    "source": lambda code, _, its: its.word("source", code),
    "address": lambda code, _, its: its.word("collection", code),
    "method": lambda code, _, its: its.word("proof", code),
    "duty": lambda code, _, its: its.of("duty", code),
    "language": lambda code, *_: languages.NAMES.get(code, ""),
    "ground": _ground, "reason": _reason,
}
