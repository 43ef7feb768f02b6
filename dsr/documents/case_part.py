"""One part of a case as an authority reads it: its days with their reasons, what was decided, searched and answered. Invariant: of what was found
only counts, of an answer only its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dsr.documents.case_tongue import Data, Tongue
from dsr.documents.lines import Line, Piece
from dsr.domain.earlier import Then
from dsr.text import translator
from dsr.text.because import sentences
from dsr.text.numbers import number
from dsr.text.plurals import counted


def part(told: Data, request: Data, extensions: dict[int, str], its: Tongue) -> list[Piece]:
    """All of it below its heading. `extensions` are the grounds of a longer term, by the number of the part."""
    return [*_facts(told, request, extensions, its), *_instructions(told, its), *_questions(told, its), *_searches(told, its), *_choices(told, its),
            *(piece for one in told["answers"] for piece in _answer(one, its))]


def _facts(told: Data, request: Data, extensions: dict[int, str], its: Tongue) -> list[Piece]:
    outcome, ground = its.of("outcome", told["outcome"]), told["refusal_ground"]
    because = " ".join(sentences(told["days_because"], request["received_on"], its.locale))
    return its.pairs(
        ("right", its.word("right", told["right"])), ("role", its.word("routed", told["role"])), ("company", told["company"] or ""),
        ("state", its.listed(its.of("state", told["state"]), its.stamp(told["closed_at"]))), ("outcome", outcome),
        ("due", its.day(told["due_on"])), ("because", because), ("extended", its.day(told["extended_on"])),
        ("extended_because", extensions.get(told["number"], "")),
        ("ground", translator(its.locale)(f"ground.{ground}.text") if ground else ""), ("reason", told["reason"] or ""))


def _instructions(told: Data, its: Tongue) -> list[Piece]:
    rows = ((its.of("datakind", one["kind"]) or its.say("all_data"), its.word("decided", one["decision"]), its.stamp(one["made_at"]),
             its.stamp(one["revoked_at"])) for one in told["instructions"])
    return its.table("instructions", (140, 135, 104, 104), rows)


def _questions(told: Data, its: Tongue) -> list[Piece]:
    rows = ((its.stamp(one["asked_at"]), its.stamp(one["answered_at"]) or its.say("not_answered")) for one in told["questions"])
    return its.table("questions", (240, 243), rows)


def _searches(told: Data, its: Tongue) -> list[Piece]:
    return its.table("searches", (106, 122, 60, 54, 141), (row for one in told["searches"] for row in _searched(one, its)), 2, 3)


def _searched(told: Data, its: Tongue) -> Iterator[tuple[str, ...]]:
    """A row for each collection; one for a search of which nothing is known yet."""
    source, times = its.word("source", told["source"]), str(told["round"] or its.say("early"))
    missed = told["not_searched"]
    for address, count in told["found"].items():
        why = its.word("gap", missed[address]) if address in missed else ""
        yield source, its.word("collection", address), times, number(count, its.locale), why
    for address, why in missed.items():
        if address not in told["found"]:
            yield source, its.word("collection", address), times, "–", its.word("gap", why)
    if not told["found"] and not missed:
        yield source, "–", times, "–", its.word("gap", told["problem"]) if told["problem"] else its.of("taskstate", told["state"])


def _choices(told: Data, its: Tongue) -> list[Piece]:
    """What staff left out or uncovered: of single rows only how many."""
    counts = Counter((one["address"], one["field"], one["act"], one["reason"], one["staff"]) for one in told["choices"])
    rows = ((its.listed(its.word("collection", address), its.word("column", f"{address}/{field}") if field else ""), its.word("act", act),
             its.word("choice_reason", reason) if reason else "", its.by("staff", staff), number(times, its.locale))
            for (address, field, act, reason, staff), times in counts.items())
    return its.table("choices", (130, 80, 116, 112, 45), rows, 4)


def _held(counts: Data | None, its: Tongue) -> str:
    """Records that are shown and that are not, and files that go along; nothing for an answer of which no counts were kept."""
    if counts is None:
        return ""
    every = [Then(*one) for one in counts["collections"].values()]
    shown, left_out = sum(one.shown for one in every), sum(one.left_out for one in every)
    return its.listed(counted("letter.rows", shown, its.locale), its.say("left_out", count=number(left_out, its.locale)),
                      counted("letter.files", counts["files"], its.locale))


def _answer(told: Data, its: Tongue) -> list[Piece]:
    recalled = its.say("recalled_with", when=its.stamp(told["recalled_at"]), incident=told["incident"]) if told["recalled_at"] else ""
    files = ((one["name"], one["sha256"]) for one in told["files"])
    links = ((its.of("recipient", "representative" if one["to_representative"] else "person"), its.stamp(one["sent_at"]),
                   its.stamp(one["until"]), its.stamp(one["first_opened_at"]) or "–", its.stamp(one["fetched_at"]) or "–") for one in told["links"])
    return [Line("sub", its.say("answer_title", number=told["number"])), *its.pairs(
        ("answer", its.say(f"status_{told['status']}")), ("outcome", its.of("outcome", told["outcome"])), ("held", _held(told["counts"], its)),
        ("approved", its.listed(its.stamp(told["approved_at"]), its.by("staff", told["staff"]))), ("recalled", recalled)),
        *its.table("files", (150, 333), files), *its.table("links", (71, 103, 103, 103, 103), links)]
