"""The overview of a case for a supervisory authority: what the package holds as data, told in words and in order.

Invariants: every fact comes from that data, so that the two cannot disagree; nothing of collected rows, no value that proves anything, and no code.
"""

from __future__ import annotations

from dsr.documents import case_trail
from dsr.documents.case_part import part
from dsr.documents.case_tongue import Data, Tongue
from dsr.documents.lines import Line, Piece, Section
from dsr.text import labels, languages
from dsr.text.numbers import number


def sections(told: Data, trail: Data, its: Tongue) -> tuple[Section, ...]:
    """What is told, in the order in which an authority asks."""
    extensions = case_trail.extensions(trail, its)
    found: list[tuple[str, str, list[Piece]]] = [
        ("complaint", its.say("complaint_title"), _complaint(told["complaint"], its)),
        ("request", its.say("request_title"), _request(told["request"], its)),
        ("identity", its.say("identity_title"), _identity(told, its)),
        ("pauses", its.say("pauses_title"), _pauses(told, its)),
        *((f"part{one['number']}", its.say("part_title", number=one["number"], right=its.word("right", one["right"])),
           part(one, told["request"], extensions, its)) for one in told["parts"]),
        ("letters", its.say("letters_title"), _letters(told, its)),
        ("incidents", its.say("incidents_title"), [piece for one in told["incidents"] for piece in _incident(one, its)]),
        ("decisions", its.say("decisions_title"), case_trail.decisions(trail, its)),
        ("timeline", its.say("timeline_title"), case_trail.timeline(trail, its)),
    ]
    return tuple(Section(place, title, tuple(pieces) or (Line("body", its.say("none")),)) for place, title, pieces in found)


def _complaint(told: Data, its: Tongue) -> list[Piece]:
    return its.pairs(("authority", told["authority"]), ("number", told["number"]), ("reached", its.day(told["received_on"])),
                     ("answer_by", its.day(told["answer_by"]) or its.say("no_day")), ("answered_on", its.day(told["answered_on"])),
                     ("over_since", its.stamp(told["ended_at"])))


def _request(told: Data, its: Tongue) -> list[Piece]:
    kept = "" if told["passed_on_to_employer"] else its.say("not_passed_on")
    ends = (("first_day", told["narrowed_from"]), ("last_day", told["narrowed_to"]))
    days = its.listed(*(its.say(key, day=its.day(day)) for key, day in ends if day))
    return its.pairs(
        *((name, told[name]) for name in ("reference", "name", "email", "employer", "numbers")),
        ("channel", its.of("channel", told["channel"])), ("received", its.stamp(told["received_at"])), ("counts_from", its.day(told["received_on"])),
        ("confirmed", its.stamp(told["confirmed_at"]) or its.say("not_confirmed")), ("language", languages.NAMES.get(told["language"], "")),
        ("wanted_by", its.say("on_paper" if told["answer_on_paper"] else "by_link")), ("narrowed", days), ("employer_part", kept),
        ("message", told["message"]))


def _identity(told: Data, its: Tongue) -> list[Piece]:
    """How and when, never by which value."""
    known = ((labels.identity(one["kind"], its.locale), its.word("proof", one["proven_how"]) if one["proven_how"] else its.say("claim_only"),
              its.stamp(one["proven_at"])) for one in told["identities"])
    tried = ((its.word("proof", one["method"]), its.word("proof_state", one["state"]), its.stamp(one["asked_at"]),
              its.listed(its.stamp(one["proven_at"]), its.stamp(one["ended_at"]))) for one in told["proofs"])
    doubts = ((its.word("doubt", one["ground"]), its.stamp(one["raised_at"]), its.stamp(one["settled_at"]) or its.say("not_settled"))
              for one in told["doubts"])
    return [*its.table("identities", (150, 227, 106), known), *its.table("proofs", (160, 117, 103, 103), tried),
            *its.table("doubts", (250, 116, 117), doubts)]


def _pauses(told: Data, its: Tongue) -> list[Piece]:
    rows = tuple((its.word("pause", one["kind"]), its.day(one["from"]), its.day(one["to"]) or its.say("still")) for one in told["pauses"])
    return [its.listing("pauses", (193, 145, 145), rows)] if rows else []


def _letters(told: Data, its: Tongue) -> list[Piece]:
    rows = tuple((str(one["number"]), its.word("letter", one["kind"]), its.say(f"way_{one['by']}"), its.stamp(one["written_at"]),
                  its.word("fate", one["fate"]), its.stamp(one["fate_at"])) for one in told["letters"])
    return [its.listing("letters", (26, 116, 44, 103, 91, 103), rows)] if rows else []


def _incident(told: Data, its: Tongue) -> list[Piece]:
    counts = {name: number(told[name], its.locale) if told[name] is not None else "" for name in ("people", "records")}
    marks = ((its.of("duty", one["duty"]), its.of("markact", one["act"]), its.stamp(one["at"]), its.listed(one["number"], one["note"]))
             for one in told["told"])
    return [Line("sub", its.say("incident_title", number=told["number"])), *its.pairs(
        ("what", told["what"]), ("happened", its.day(told["happened_on"])), ("aware", its.stamp(told["aware_at"])),
        ("categories", told["categories"]), ("people", counts["people"]), ("records", counts["records"]), ("consequences", told["consequences"]),
        ("measures", told["measures"]), ("risk", its.listed(its.of("risk", told["risk"]), told["risk_reason"])),
        ("closed", its.stamp(told["closed_at"]))),
        *its.table("told", (165, 96, 104, 118), marks)]
