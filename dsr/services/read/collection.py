"""What the last round of a part's search gave, in words of the reader: for the page of a request and for the rows behind it.

Invariant: what is withheld and what was not reached is decided by the rules of the answer, so that the desk never promises another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dsr.domain.dataset import Address, Source
from dsr.domain.dataset import Collection as Mapped
from dsr.domain.freezing import held_by_hand
from dsr.domain.graph import Plan
from dsr.domain.masked import Masked
from dsr.domain.words import NotReached, Role, Withheld
from dsr.domain.work import SETTLED, TaskKind, TaskState
from dsr.mapping.build import address
from dsr.models import Part, Task
from dsr.services import answer, planning, scope
from dsr.services.briefing import CATEGORIES
from dsr.services.wording import in_words
from dsr.text import FALLBACK, labels

_AT_WORK = frozenset({TaskState.WAITING, TaskState.READY, TaskState.RUNNING, TaskState.ASKED})


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A collection that was searched. `withheld` rows are not shown to the person, `shared` of them because only a line of several people found
    them, `unproven` because only one did that is not proven to have been theirs; `why` says the reason if all the others are."""

    address: str
    label: str
    found: int
    withheld: int
    why: Withheld | None
    shared: int = 0
    unproven: int = 0

    @property
    def has_rows(self) -> bool:
        """Whether there are rows to look at: of a mere stepping stone and of a line that names nobody only the number is kept."""
        return self.found > self.shared + self.unproven and self.why is not Withheld.NO_PERSONAL_DATA

    @property
    def otherwise(self) -> int:
        """Rows that are withheld for another reason than such a line."""
        return self.withheld - self.shared - self.unproven

    @property
    def is_withheld_for_company(self) -> bool:
        return self.why is Withheld.PROCESSOR


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One stage of the search, or the writing of an answer. `rows` is the progress while it runs; `code` is what went wrong."""

    id: int
    source_label: str
    state: TaskState
    attempts: int
    code: str | None
    rows: int
    collections: tuple[FoundLine, ...] = ()

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def is_failed(self) -> bool:
        return self.state is TaskState.FAILED


@dataclass(frozen=True, slots=True)
class GapLine:
    """A collection that was not searched, or not with all that leads to it; or a kind of identity that no mapping knows."""

    label: str
    why: NotReached


class Atlas:
    """Names of sources and collections in one language; what the mapping no longer knows keeps its own name."""

    def __init__(self, sources: Iterable[Source], locale: str, fallback: str = FALLBACK) -> None:
        self.locale, self._fallback = locale, fallback
        self._sources = {source.key: source for source in sources}
        self._homes = {str(one.address): (source, one) for source in self._sources.values() for one in source.collections()}

    def of(self, session: Session, part: Part) -> Atlas:
        """The same words, for the sources as a part sees them; ours are as the routing table has them."""
        return self if part.role is Role.CONTROLLER else Atlas(scope.sources_of(session, part, self._sources.values()), self.locale, self._fallback)

    @property
    def held_by_hand(self) -> tuple[str, ...]:
        """Sources that forget and that only a person can search."""
        return tuple(self.source(key) for key in held_by_hand(self._sources.values()))

    def source(self, key: str) -> str:
        found = self._sources.get(key)
        return in_words(found.label if found else {}, key, self.locale, self._fallback)

    def collection(self, name: str) -> str:
        home = self._homes.get(name)
        return in_words(home[1].label, home[1].address.collection, self.locale, self._fallback) if home else name

    def both(self, name: str) -> str:
        """Where a collection stands alone: its source first."""
        home = self._homes.get(name)
        return f"{self.source(home[0].key)}: {self.collection(name)}" if home else name

    def columns(self, name: str, columns: Iterable[str]) -> tuple[str, ...]:
        home = self._homes.get(name)
        words = {field.name: field.label for field in home[1].fields} if home else {}
        return tuple(in_words(words.get(column, {}), column, self.locale, self._fallback) for column in columns)

    def kind(self, name: str) -> str:
        return labels.identity(name, self.locale)

    def mapped(self, name: str) -> Mapped | None:
        home = self._homes.get(name)
        return home[1] if home else None


def last_round(tasks: Iterable[Task]) -> list[Task]:
    """The collecting tasks of a part's last round, in the order of their stages."""
    searching = [task for task in tasks if task.kind is TaskKind.COLLECT]
    last = max((task.round for task in searching), default=0)
    return sorted((task for task in searching if task.round == last), key=lambda task: task.stage)


def line(task: Task, atlas: Atlas) -> TaskLine:
    """Where one row of work stands."""
    found, counts = found_by(task), _counts_by(task)
    rows = task.rows_seen if task.state is TaskState.RUNNING else sum(found.values())
    return TaskLine(
        id=task.id, source_label=atlas.source(task.source_key), state=task.state, attempts=task.attempts,
        code=None if task.state in SETTLED else task.result_code,  # of what staff left out the gap tells
        rows=rows, collections=tuple(found_line(name, count, counts.get(name, Masked()), atlas) for name, count in found.items()))


def found_by(task: Task) -> dict[str, int]:
    """Rows found by the address of their collection, in the order of the search."""
    found: dict[str, int] = _outcome(task).get("found", {})
    return found


def line_of(task: Task, name: str, atlas: Atlas) -> FoundLine | None:
    """What a task found in a collection; None where it did not search it."""
    found = found_by(task)
    return found_line(name, found[name], _counts_by(task).get(name, Masked()), atlas) if name in found else None


def found_line(name: str, count: int, counts: Masked, atlas: Atlas) -> FoundLine:
    """What of a collection is shown to the person, by the mapping as it is now."""
    mapped = atlas.mapped(name)
    left = answer.withheld(mapped, count, counts, CATEGORIES) if mapped else {}
    why = next((why for why in left if why not in (Withheld.SHARED_LINE, Withheld.UNPROVEN_LINE)), None)
    return FoundLine(name, atlas.collection(name), count, sum(left.values()), why, counts.shared, counts.unproven)


def _counts_by(task: Task) -> dict[str, Masked]:
    return {name: Masked.load(*counts) for name, counts in _outcome(task).get("masked", {}).items()}


def gaps(part: Part, tasks: Iterable[Task], atlas: Atlas) -> tuple[GapLine, ...]:
    """What the answer will have to name. What is still being searched is no gap yet."""
    if not part.search_plan:
        return ()
    plan = planning.load(part.search_plan)
    missed = answer.unreached(plan, _missed(plan, {task.stage: task for task in tasks}))
    return (*(GapLine(atlas.both(str(where)), why) for where, why in missed.items()),
            *(GapLine(atlas.kind(kind), NotReached.NO_PATH) for kind in plan.unknown_kinds))


def _missed(plan: Plan, by_stage: Mapping[int, Task]) -> dict[Address, NotReached]:
    """What settled and failed stages did not get; a stage that never had a task was not searched."""
    missed: dict[Address, NotReached] = {}
    for number, stage in enumerate(plan.stages):
        task = by_stage.get(number)
        if task is not None and task.state in _AT_WORK:
            continue
        outcome = _outcome(task) if task is not None else {}
        missed.update({address(name): NotReached(why) for name, why in outcome.get("missed", {}).items()})
        silent = [step.address for step in stage.steps if str(step.address) not in outcome.get("found", {}) and step.address not in plan.quiet]
        missed.update({where: NotReached.UNAVAILABLE for where in silent if where not in missed})
    return missed


def _outcome(task: Task) -> dict[str, Any]:
    outcome: dict[str, Any] = json.loads(task.outcome) if task.outcome else {}
    return outcome
