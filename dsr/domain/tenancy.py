"""Who held a line when, and how we know: half-open windows of one person's request.

Invariant: only a window that somebody other than the person states, or that was proven on the line itself for the day of the proof, is proven;
where somebody else is known to have held the line, no window of the person's is.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from dsr.domain.dataset import Address, Collection, Field
from dsr.domain.window import ALWAYS, Window, limit, united, without

LINE_KINDS = frozenset({"phone_number", "extension", "sim", "sip_uri", "username", "account", "login"})
# These are one thing wherever they stand; the others are a name that every company may give anew.
WORLDWIDE = frozenset({"phone_number", "sim", "sip_uri"})
_AN_INSTANT = timedelta(microseconds=1)


class HowKnown(StrEnum):
    """Where a statement about a line comes from."""

    SOURCE = "source"        # a system of ours says it, by its mapping
    EMPLOYER = "employer"    # the company confirmed it
    CODE = "code"            # a code reached the line: true for that day only
    STAFF = "staff"          # staff set it, with a reason


class Holder(StrEnum):
    """Who a statement says held the line."""

    SUBJECT = "subject"
    OTHER = "other"          # somebody else
    SHARED = "shared"        # several people at once, the person among them or not
    NOBODY = "nobody"        # it lay unused


class TroubleKind(StrEnum):
    """What staff should look at."""

    OVERLAP = "overlap"      # the person is said to have held it, and somebody else, or nobody, too: it is nobody's
    GAP = "gap"              # between two times of the person nobody says who held it


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody says who held a line from when to when."""

    holder: Holder
    window: Window
    how: HowKnown


@dataclass(frozen=True, slots=True)
class Trouble:
    kind: TroubleKind
    window: Window


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """What is held: an identifier of a line kind in its normal form, at the company that `tenant` names."""

    kind: str
    value: str
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a collection of a source says of a line."""

    source_key: str
    address: Address
    line: Line
    holder: Holder
    window: Window


def day_of(moment: datetime, zone: tzinfo) -> Window:
    """The calendar day of a moment where the entity is: all that a code proves."""
    today = moment.astimezone(zone).date()
    start, end = (limit(datetime.combine(day, time.min, zone)) for day in (today, today + timedelta(days=1)))
    return Window(start, end)


def until(now: datetime) -> Window:
    """Everything up to this moment and with it; of what comes later nobody can say anything yet."""
    return Window(None, now + _AN_INSTANT)


def proven(statements: Iterable[Statement], now: datetime) -> tuple[Window, ...]:
    """The windows of the person that may be searched, of one line. A window without an end runs until now."""
    given = tuple(statements)
    return tuple(span for one in held(given) if (span := one.intersect(until(now))) is not None)


def held(statements: Iterable[Statement]) -> tuple[Window, ...]:
    """The same, with a window that nobody ended left open."""
    given = tuple(statements)
    return without(_spans(given, is_subject=True), _spans(given, is_subject=False))


def troubles(statements: Iterable[Statement]) -> tuple[Trouble, ...]:
    """Where the statements about one line contradict each other, and where they say nothing between two times of the person; in order."""
    given = tuple(statements)
    own, others = united(_spans(given, is_subject=True)), united(_spans(given, is_subject=False))
    both = (span for one in own for other in others if (span := one.intersect(other)) is not None)
    between = (Window(one.end, other.start) for one, other in itertools.pairwise(own))
    silent = without(between, others)
    found = [*(Trouble(TroubleKind.OVERLAP, one) for one in both), *(Trouble(TroubleKind.GAP, one) for one in silent)]
    return tuple(sorted(found, key=lambda one: (one.window.start is not None, one.window.start, one.kind)))


def _spans(statements: Iterable[Statement], *, is_subject: bool) -> Iterator[Window]:
    return (one.window for one in statements if (one.holder is Holder.SUBJECT) is is_subject)


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of a line that may be looked at, and the company it is known for. With `is_shared` several people held it then: what is found by it is
    counted and nobody's."""

    tenant: str | None
    window: Window
    is_shared: bool = False


class Gate:
    """What of a line may lead on: only the windows that are proven, in the company they are proven for. A line nobody said anything of is shut."""

    def __init__(self, statements: Iterable[tuple[Line, Statement]], now: datetime) -> None:
        self.now = now
        self._said: defaultdict[tuple[str, str], list[tuple[str | None, Statement]]] = defaultdict(list)
        self.hear(statements)

    def copy(self) -> Gate:
        """One that may hear more without this one hearing it."""
        made = Gate((), self.now)
        made._said.update({line: list(said) for line, said in self._said.items()})
        return made

    def hear(self, statements: Iterable[tuple[Line, Statement]]) -> None:
        """Heed these, too."""
        for line, statement in statements:
            self._said[line.kind, line.value].append((line.tenant, statement))

    def cut(self, kind: str, value: str, tenant: str | None, window: Window) -> tuple[Window, ...]:
        """The spans of `window` in which the line is proven to be the person's; without a tenant: at any company."""
        return united(one.window for one in self.pieces(kind, value, tenant, window) if not one.is_shared)

    def is_less_than(self, before: Gate) -> bool:
        """Whether something that led on by `before` does not by this one: what was found by it may be somebody else's."""
        return any(not one.is_shared and without((one.window,), self._alone(kind, value, one.tenant))
                   for kind, value in before._said for one in before.pieces(kind, value, None, ALWAYS))

    def _alone(self, kind: str, value: str, tenant: str | None) -> tuple[Window, ...]:
        return tuple(one.window for one in self.pieces(kind, value, tenant, ALWAYS) if one.tenant == tenant and not one.is_shared)

    def known(self, kinds: Iterable[str], tenant: str | None) -> tuple[Window, ...]:
        """When any line of these kinds is proven to be the person's, at this company or without a word where."""
        lines = [(kind, value) for kind, value in self._said if kind in set(kinds)]
        return united(span for kind, value in lines for span in self.cut(kind, value, tenant, ALWAYS))

    def pieces(self, kind: str, value: str, tenant: str | None, window: Window) -> tuple[Piece, ...]:
        """The same, each with its company, which a value that comes without one leads on within; and those of which only the number is told."""
        said = self._said.get((kind, value), [])
        names = {tenant} if tenant is not None else {name for name, _ in said}
        found = []
        for name in sorted(names, key=lambda one: (one is not None, one)):
            about = list(_about(kind, said, name))
            spans = [*((one, False) for one in proven(about, self.now)), *((one, True) for one in _shared(about, self.now))]
            found += [Piece(name, piece, is_shared) for span, is_shared in spans if (piece := span.intersect(window)) is not None]
        return tuple(found)


def _about(kind: str, said: list[tuple[str | None, Statement]], tenant: str | None) -> Iterator[Statement]:
    """What counts at a company: what is said of the line there; of a line that is one thing worldwide, that somebody else has it anywhere, and
    that the person has it without a word where."""
    for name, statement in said:
        is_here = name == tenant or (kind in WORLDWIDE and (name is None or statement.holder is not Holder.SUBJECT))
        is_blocked = statement.holder is not Holder.SUBJECT and name is None
        if is_here or is_blocked:
            yield statement


def _shared(statements: list[Statement], now: datetime) -> tuple[Window, ...]:
    """Where the person is among several people who held a line."""
    own, many = (united(one.window for one in statements if one.holder is holder) for holder in (Holder.SUBJECT, Holder.SHARED))
    both = (span for one in own for other in many if (span := one.intersect(other)) is not None)
    others = (one.window for one in statements if one.holder in (Holder.OTHER, Holder.NOBODY))
    return tuple(span for one in without(both, others) if (span := one.intersect(until(now))) is not None)


def told_by(collection: Collection) -> tuple[Field, tuple[str, ...]] | None:
    """The field of a collection whose rows say who holds which line when, and the line kinds of its values; None for one that does not say it.

    A list of what people say their number is proves nothing, and neither does a row without a time, but for one that says who holds the line now.
    """
    own = collection.holders
    names = [own.line] if own is not None else [one.name for one in collection.fields if line_kinds(one) and one.side is None and one.party is None]
    is_session = collection.time is not None and collection.valid is not None and collection.valid[0] == collection.time.column
    is_dated = collection.valid is not None and not is_session
    if len(names) != 1 or (own is not None and own.here) or not (is_dated or (own is not None and collection.holds == "now")):
        return None
    kinds = line_kinds(collection.field(names[0]))
    return (collection.field(names[0]), kinds) if kinds else None


def line_kinds(field: Field) -> tuple[str, ...]:
    """The kinds of lines that a column names."""
    return tuple(kind for kind in dict.fromkeys((field.kind, *(one.kind for one in field.also))) if kind in LINE_KINDS)
