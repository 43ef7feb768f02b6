"""Whose a line is that several people hold: the rule as a table of its cases, and what holds of any holders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Holders, Source, TimeColumn
from dsr.domain.holders import Finders, Held, flags, may_name_nobody, parted, shared
from dsr.domain.keys import Key, Lookup
from dsr.domain.networks import CompanyNetwork
from dsr.domain.window import ALWAYS, Window

JAN, MARCH, MAY, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 5, 7))


def span(start: datetime | None, end: datetime | None) -> Window:
    return Window(start, end)


@pytest.mark.parametrize(("held", "window", "own", "spans"), [
    ([], ALWAYS, "", []),                                                                   # nobody is known to hold it: as before
    ([("c", None, None)], ALWAYS, "", []),                                                  # one alone
    ([("c", JAN, MARCH), ("c", MARCH, None)], ALWAYS, "", []),                              # one person, twice
    ([("c", JAN, MAY), ("b", MARCH, JULY)], ALWAYS, "c", [(MARCH, JULY)]),                  # another's time is shared, the rest is theirs
    ([("c", JAN, MARCH), ("b", MARCH, None)], ALWAYS, "c", [(MARCH, None)]),                # a hand-over: after it the line is not theirs
    ([("c", JAN, MARCH), ("b", MARCH, None)], span(JAN, MARCH), "c", []),                   # and within the window nobody else has it
    ([("c", JAN, MAY), ("b", MARCH, JULY), ("d", None, JAN)], ALWAYS, "c", [(MARCH, JULY), (None, JAN)]),
    ([("c", JAN, MAY), ("d", JAN, MAY)], ALWAYS, "cd", []),                                 # both are the person's
    ([("c", JAN, None), ("b", MARCH, None)], ALWAYS, "", [(MARCH, None)]),                  # nobody is known: who had it alone is the person
    ([("c", JAN, None), ("b", JAN, None)], ALWAYS, "", [(JAN, None), (JAN, None)]),         # never alone: nobody can be told
    ([("c", JAN, MARCH), ("b", MARCH, None)], ALWAYS, "", [(JAN, MARCH), (MARCH, None)]),   # one after the other: neither can it be told
    ([("c", JAN, MARCH), ("b", MAY, None)], ALWAYS, "x", [(JAN, MARCH), (MAY, None)]),      # whom the register does not name is nobody known
    ([("c", JAN, None), ("b", MARCH, None)], ALWAYS, "x", [(MARCH, None)]),
    ([("b", JAN, None)], ALWAYS, "c", []),                                                  # one alone, whoever it is: staff gave the number
])
def test_what_somebody_else_holds_is_shared(held: list[tuple[str, datetime | None, datetime | None]], window: Window, own: str,
                                            spans: list[tuple[datetime | None, datetime | None]]) -> None:
    given = [Held(person, Window(start, end)) for person, start, end in held]
    assert shared(given, window, frozenset(own)) == tuple(Window(*one) for one in spans)


@pytest.mark.parametrize(("window", "spans", "pieces"), [
    (ALWAYS, [], [(None, None, False)]),
    (ALWAYS, [(MARCH, MAY)], [(None, MARCH, False), (MARCH, MAY, True), (MAY, None, False)]),
    (span(JAN, JULY), [(MARCH, None)], [(JAN, MARCH, False), (MARCH, JULY, True)]),
    (span(MARCH, MAY), [(MARCH, MAY)], [(MARCH, MAY, True)]),
    (span(JAN, MARCH), [(MARCH, MAY)], [(JAN, MARCH, False)]),                              # half-open: the instant belongs to what begins
    (span(JAN, JULY), [(JAN, MARCH), (MARCH, MAY)], [(JAN, MAY, True), (MAY, JULY, False)]),
])
def test_a_key_is_parted_at_the_ends(window: Window, spans: list[tuple[datetime | None, datetime | None]],
                                     pieces: list[tuple[datetime | None, datetime | None, bool]]) -> None:
    found = list(parted(Key("1", "nord", window), [Window(*one) for one in spans]))
    assert found == [Key("1", "nord", Window(start, end), is_shared) for start, end, is_shared in pieces]


def test_what_is_shared_already_stays_so() -> None:
    assert list(parted(Key("1", is_shared=True), [Window(MARCH, MAY)])) == [Key("1", is_shared=True)]


MOMENTS = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 8)]
windows = st.builds(lambda ends, opens: Window(None if opens[0] else min(ends), None if opens[1] else max(ends)),
                    st.lists(st.sampled_from(MOMENTS), min_size=2, max_size=2, unique=True), st.tuples(st.booleans(), st.booleans()))


@given(st.lists(st.builds(Held, st.sampled_from("abc"), windows), max_size=5), windows, st.frozensets(st.sampled_from("abc"), max_size=2))
def test_whatever_is_held_a_moment_with_another_is_never_the_persons_alone(held: list[Held], window: Window, own: frozenset[object]) -> None:
    pieces = list(parted(Key("1", None, window), shared(held, window, own)))
    for moment in (one for one in [datetime(2025, 1, 1, tzinfo=UTC), *MOMENTS, datetime(2027, 1, 1, tzinfo=UTC)] if window.contains(one)):
        (piece,) = [one for one in pieces if one.window.contains(moment)]
        there = {one.person for one in held if one.window.contains(moment)}
        if len(there) > 1 and not there <= own:
            assert piece.is_shared
        if not there or (there <= own):
            assert not piece.is_shared


CALLS = Address("cdr", "calls")
AGENT, LINE = Key("a7"), Key("+4578770202", window=Window(None, MARCH))
COMMON = Key("+4578770202", window=Window(MARCH, None), is_shared=True)


def found(row: tuple[object, ...], *, dated: bool, flag: Condition | None = None) -> tuple[list[str], list[str]]:
    fields = (Field("number", kind="phone_number", shared=flag), Field("agent"), Field("at"), Field("use"))
    collection = Collection(CALLS, fields, time=TimeColumn("at") if dated else None)
    source = Source("cdr", "memory", {}, (Dataset("cdr", (collection,)),), country="DK")
    wanted = (Lookup(("number",), frozenset({LINE, COMMON}), "phone_number"), Lookup(("agent",), frozenset({AGENT})))
    finders = Finders(collection, source, ("number", "agent", "at", "use"), wanted)
    return sorted({name for name, _ in finders.all(row)}), sorted({name for name, _ in finders.own(row)})


@pytest.mark.parametrize(("row", "dated", "flag", "all_", "own"), [
    (("78770202", "a9", "2026-02-28", ""), True, None, ["number"], ["number"]),
    (("78770202", "a9", "2026-03-01", ""), True, None, ["number"], []),
    (("78770202", "a7", "2026-03-01", ""), True, None, ["agent", "number"], ["agent"]),
    (("78770202", "a9", None, ""), False, None, ["number"], []),                     # no time: it may be of the shared one
    (("78770202", "a9", "2026-02-28", "hunt"), True, Condition("use", ("hunt",)), ["number"], []),
    (("78770202", "a7", "2026-02-28", "hunt"), True, Condition("use", ("hunt",)), ["agent", "number"], ["agent"]),
    (("78770202", "a9", "2026-02-28", "desk"), True, Condition("use", ("hunt",)), ["number"], ["number"]),
    (("11223344", "a9", "2026-02-28", ""), True, None, [], [])])
def test_a_row_is_the_persons_only_if_something_else_than_a_shared_line_names_them(
        row: tuple[object, ...], dated: bool, flag: Condition | None, all_: list[str], own: list[str]) -> None:
    assert found(row, dated=dated, flag=flag) == (all_, own)


@pytest.mark.parametrize(("alone", "shared_in", "is_own"), [
    (ALWAYS, ALWAYS, True), (ALWAYS, span(MARCH, None), True), (span(JAN, None), span(MARCH, MAY), True),   # something else names them too
    (span(None, MARCH), span(MARCH, None), False), (span(MARCH, None), ALWAYS, False)])
def test_a_row_without_a_time_is_the_persons_if_they_are_named_apart_from_the_line(alone: Window, shared_in: Window, is_own: bool) -> None:
    collection, source = Collection(CALLS, (Field("id"),)), Source("pbx", "memory", {}, (), timezone="UTC")
    wanted = (Lookup(("id",), frozenset({Key(8, None, alone), Key(8, None, shared_in, is_shared=True)})),)
    assert bool(Finders(collection, source, ("id",), wanted).own((8,))) is is_own


def test_only_what_could_be_shared_is_looked_at() -> None:
    plain, flagged = Collection(CALLS, (Field("number"),)), Collection(CALLS, (Field("number", shared=Condition("use", ("hunt",))),))
    assert not may_name_nobody(plain, (Lookup(("number",), frozenset({LINE})),))
    assert may_name_nobody(plain, (Lookup(("number",), frozenset({COMMON})),))
    assert may_name_nobody(plain, (Lookup(("number",), frozenset({replace(LINE, is_unproven=True)})),))
    assert may_name_nobody(flagged, (Lookup(("number",), frozenset({LINE})),))
    assert not may_name_nobody(flagged, (Lookup(("agent",), frozenset({AGENT})),))
    assert (flags(plain), flags(flagged)) == ((), ("use",))
    office = Collection(CALLS, (Field("number", company=CompanyNetwork(("10.0.0.0/8",))),))
    assert may_name_nobody(office, (Lookup(("number",), frozenset({LINE})),))


@pytest.mark.parametrize(("cell", "use", "is_own"), [("10.1.2.3", "", False), ("192.0.2.7", "", True), ("192.0.2.7", "nat", False)])
def test_an_address_of_the_companys_network_is_many_peoples(cell: str, use: str, is_own: bool) -> None:
    collection = Collection(CALLS, (Field("ip", kind="ip", company=CompanyNetwork(("10.0.0.0/8",), Condition("use", ("nat",)))), Field("use")))
    source = Source("cdr", "memory", {}, (Dataset("cdr", (collection,)),))
    finders = Finders(collection, source, ("ip", "use"), (Lookup(("ip",), frozenset({Key("10.1.2.3"), Key("192.0.2.7")}), "ip"),))
    assert bool(finders.own((cell, use))) is is_own
    assert len(finders.all((cell, use))) == 1


@pytest.mark.parametrize(("collection", "passes"), [
    (Collection(CALLS, (Field("number", ("user",)),)), False), (Collection(CALLS, (Field("number"),)), True),
    (Collection(CALLS, (Field("number", ("user",)),), holds="place"), True),
    (Collection(CALLS, (Field("number"), Field("person")), holders=Holders("number", "person")), False),
    (Collection(CALLS, (Field("number", shared=Condition("use", ("hunt",))),)), False),
    (Collection(CALLS, (Field("number", company=CompanyNetwork(("10.0.0.0/8",))),)), False)])
def test_only_places_and_stepping_stones_pass_a_shared_line_on(collection: Collection, passes: bool) -> None:
    assert collection.passes_lines_on is passes
