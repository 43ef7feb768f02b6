"""What of a line is proven, what contradicts, and what of a key may lead on: tables of cases, and any statements at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.tenancy import WORLDWIDE, Gate, Holder, HowKnown, Line, Piece, Statement, TroubleKind, day_of, held, proven, troubles, until
from dsr.domain.window import ALWAYS, Window

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SUBJECT, OTHER, SHARED, NOBODY = Holder
Said = tuple[Holder, int | None, int | None]  # months of 2026; None: no limit


def month(number: int | None) -> datetime | None:
    return None if number is None else datetime(2026, number, 1, tzinfo=UTC)


def span(start: int | None, end: int | None) -> Window:
    return Window(month(start), month(end))


def said(*given: Said, how: HowKnown = HowKnown.SOURCE) -> list[Statement]:
    return [Statement(holder, span(start, end), how) for holder, start, end in given]


ENDED = until(NOW).end
CASES: list[tuple[str, list[Said], list[tuple[int | None, int | None]]]] = [
    ("nobody says anything", [], []),
    ("the person's", [(SUBJECT, 3, 6)], [(3, 6)]),
    ("without an end until now", [(SUBJECT, 3, None)], [(3, None)]),
    ("without a beginning", [(SUBJECT, None, 6)], [(None, 6)]),
    ("handed over at an instant", [(SUBJECT, 3, 6), (OTHER, 6, None)], [(3, 6)]),
    ("ported away and back", [(SUBJECT, 1, 3), (OTHER, 3, 5), (SUBJECT, 5, 8)], [(1, 3), (5, 8)]),
    ("a gap stays a gap", [(SUBJECT, 1, 3), (SUBJECT, 5, 8)], [(1, 3), (5, 8)]),
    ("said twice", [(SUBJECT, 1, 4), (SUBJECT, 3, 8)], [(1, 8)]),
    ("two times that touch", [(SUBJECT, 1, 4), (SUBJECT, 4, 8)], [(1, 8)]),
    ("somebody else in between", [(SUBJECT, 1, 8), (OTHER, 3, 5)], [(1, 3), (5, 8)]),
    ("a shared line is nobody's", [(SUBJECT, 1, 8), (SHARED, 3, 5)], [(1, 3), (5, 8)]),
    ("it is said to have lain unused", [(SUBJECT, 1, 8), (NOBODY, 3, 5)], [(1, 3), (5, 8)]),
    ("somebody else always", [(SUBJECT, 1, 8), (OTHER, None, None)], []),
    ("somebody else since", [(SUBJECT, None, None), (OTHER, 3, None)], [(None, 3)]),
    ("only somebody else", [(OTHER, 1, 8)], []),
    ("in time to come", [(SUBJECT, 12, None)], []),
]


@pytest.mark.parametrize(("given_", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.parametrize("how", [HowKnown.SOURCE, HowKnown.EMPLOYER, HowKnown.STAFF])
def test_what_is_proven_is_what_others_say_of_the_person_and_nobody_disputes(given_: list[Said], expected: list[tuple[int | None, int | None]],
                                                                          how: HowKnown) -> None:
    windows = [Window(month(start), ENDED if end is None else month(end)) for start, end in expected]
    assert list(proven(said(*given_, how=how), NOW)) == windows


def test_a_code_proves_the_day_of_the_code_where_the_entity_is_and_not_the_past() -> None:
    late = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # already the 25th, a day of 25 hours
    day = day_of(late, COPENHAGEN)
    assert day == Window(datetime(2026, 10, 25, tzinfo=COPENHAGEN), datetime(2026, 10, 26, tzinfo=COPENHAGEN))
    code = Statement(SUBJECT, day, HowKnown.CODE)
    (only,) = proven([code], NOW)
    assert not only.contains(day_of(late - timedelta(days=1), COPENHAGEN).start or NOW)
    assert proven([code, *said((OTHER, 8, None))], NOW) == ()


def test_now_itself_is_within_what_nobody_has_ended_and_the_next_instant_is_not() -> None:
    (own,) = proven(said((SUBJECT, 3, None)), NOW)
    assert own.contains(NOW)
    assert not own.contains(NOW + timedelta(milliseconds=1))


@pytest.mark.parametrize(("given_", "expected"), [
    ([], []),
    ([(SUBJECT, 1, 4), (SUBJECT, 3, 8)], []),
    ([(SUBJECT, 1, 3), (SUBJECT, 5, 8)], [(TroubleKind.GAP, 3, 5)]),
    ([(SUBJECT, 1, 3), (OTHER, 3, 5), (SUBJECT, 5, 8)], []),
    ([(SUBJECT, 1, 3), (OTHER, 3, 4), (SUBJECT, 5, 8)], [(TroubleKind.GAP, 4, 5)]),
    ([(SUBJECT, 1, 8), (OTHER, 3, None)], [(TroubleKind.OVERLAP, 3, 8)]),
    ([(SUBJECT, None, None), (SHARED, None, 2), (OTHER, 3, 4)], [(TroubleKind.OVERLAP, None, 2), (TroubleKind.OVERLAP, 3, 4)]),
])
def test_what_contradicts_and_what_nobody_says(given_: list[Said], expected: list[tuple[TroubleKind, int | None, int | None]]) -> None:
    assert [(one.kind, one.window) for one in troubles(said(*given_))] == [(kind, span(start, end)) for kind, start, end in expected]


def gate(kind: str, *given_: tuple[str | None, Said]) -> Gate:
    return Gate([(Line(kind, "1", tenant), statement) for tenant, one in given_ for statement in said(one)], NOW)


def plain(pieces: tuple[Piece, ...]) -> list[tuple[str | None, Window]]:
    assert not any(one.is_shared for one in pieces)
    return [(one.tenant, one.window) for one in pieces]


NORD, SYD = "nord.example", "syd.example"


@pytest.mark.parametrize("kind", ["extension", "username", "account", "login"])
def test_what_every_company_gives_anew_is_proven_for_one_company_only(kind: str) -> None:
    made = gate(kind, (NORD, (SUBJECT, 1, 8)), (SYD, (OTHER, 3, 5)))
    assert made.cut(kind, "1", NORD, ALWAYS) == (span(1, 8),)
    assert made.cut(kind, "1", SYD, ALWAYS) == ()
    assert plain(made.pieces(kind, "1", None, ALWAYS)) == [(NORD, span(1, 8))]
    assert gate(kind, (None, (SUBJECT, 1, 8))).cut(kind, "1", NORD, ALWAYS) == ()
    assert gate(kind, (NORD, (SUBJECT, 1, 8)), (None, (OTHER, 3, None))).cut(kind, "1", NORD, ALWAYS) == (span(1, 3),)


@pytest.mark.parametrize("kind", sorted(WORLDWIDE))
def test_what_is_one_thing_worldwide_cannot_be_somebody_elses_elsewhere(kind: str) -> None:
    made = gate(kind, (NORD, (SUBJECT, 1, 8)), (SYD, (OTHER, 3, 5)))
    assert made.cut(kind, "1", NORD, ALWAYS) == (span(1, 3), span(5, 8))
    assert made.cut(kind, "1", SYD, ALWAYS) == ()
    one_after_the_other = gate(kind, (NORD, (SUBJECT, 1, 4)), (SYD, (SUBJECT, 4, 8)))
    assert plain(one_after_the_other.pieces(kind, "1", None, span(2, 6))) == [(NORD, span(2, 4)), (SYD, span(4, 6))]
    assert plain(gate(kind, (None, (SUBJECT, 1, 8))).pieces(kind, "1", NORD, ALWAYS)) == [(NORD, span(1, 8))]


def test_a_shared_line_is_looked_at_only_to_count_and_never_where_somebody_else_had_it() -> None:
    made = gate("phone_number", (NORD, (SUBJECT, 1, 8)), (NORD, (SHARED, 3, 7)), (NORD, (OTHER, 5, 6)))
    shared = [one.window for one in made.pieces("phone_number", "1", NORD, ALWAYS) if one.is_shared]
    assert (shared, made.cut("phone_number", "1", NORD, ALWAYS)) == ([span(3, 5), span(6, 7)], (span(1, 3), span(7, 8)))


def test_a_line_that_nobody_said_anything_of_is_shut() -> None:
    assert Gate([], NOW).cut("phone_number", "1", None, ALWAYS) == ()
    assert gate("phone_number", (None, (SUBJECT, 1, 8))).cut("phone_number", "2", None, ALWAYS) == ()
    assert gate("phone_number", (None, (SUBJECT, 1, 8))).cut("sim", "1", None, ALWAYS) == ()


DAYS = st.none() | st.integers(0, 12).map(lambda day: NOW + timedelta(days=day - 6))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = draw(DAYS), draw(DAYS)
    if start is not None and end is not None and start >= end:
        start, end = (end, start) if start > end else (start, None)
    return Window(start, end)


STATEMENTS = st.lists(st.builds(Statement, st.sampled_from(Holder), windows(), st.sampled_from(HowKnown)), max_size=6)
MOMENTS = st.integers(-1, 60).map(lambda hour: NOW + timedelta(hours=6 * hour - 180))


@given(statements=STATEMENTS, moment=MOMENTS)
def test_a_moment_is_proven_exactly_if_somebody_says_so_and_nobody_says_otherwise(statements: list[Statement], moment: datetime) -> None:
    then = [one.holder for one in statements if one.window.contains(moment)]
    expected = SUBJECT in then and set(then) == {SUBJECT} and moment <= NOW
    assert any(one.contains(moment) for one in proven(statements, NOW)) is expected
    assert any(one.contains(moment) for one in held(statements)) is (bool(then) and set(then) == {SUBJECT})
    kinds = {one.kind for one in troubles(statements) if one.window.contains(moment)}
    assert (TroubleKind.OVERLAP in kinds) is (SUBJECT in then and set(then) != {SUBJECT})
    assert TroubleKind.GAP not in kinds or not then


@given(statements=STATEMENTS, more=STATEMENTS, moment=MOMENTS)
def test_what_others_are_said_to_hold_never_proves_more(statements: list[Statement], more: list[Statement], moment: datetime) -> None:
    others = [one for one in more if one.holder is not SUBJECT]
    after = proven([*statements, *others], NOW)
    assert not any(one.contains(moment) for one in after) or any(one.contains(moment) for one in proven(statements, NOW))


@given(kind=st.sampled_from(["phone_number", "extension"]), wanted=windows(), moment=MOMENTS, tenant=st.none() | st.sampled_from([NORD, SYD]),
       told=st.lists(st.tuples(st.none() | st.sampled_from([NORD, SYD]), STATEMENTS), max_size=3))
def test_a_cut_is_within_what_was_asked_and_cutting_twice_is_cutting_once(kind: str, wanted: Window, moment: datetime, tenant: str | None,
                                                                         told: list[tuple[str | None, list[Statement]]]) -> None:
    made = Gate([(Line(kind, "1", name), one) for name, statements in told for one in statements], NOW)
    for piece in made.pieces(kind, "1", tenant, wanted):
        assert piece.tenant is None or made.pieces(kind, "1", piece.tenant, piece.window) == (piece,)
        assert piece.window.intersect(wanted) == piece.window
        assert tenant is None or piece.tenant == tenant
    assert not any(one.contains(moment) for one in made.cut(kind, "1", tenant, wanted)) or (wanted.contains(moment) and moment <= NOW)


HERE, THERE = Line("phone_number", "+4578770201", "Fjord"), Line("phone_number", "+4578770201", "Syd")


@pytest.mark.parametrize(("before", "after", "expected"), [
    ([(HERE, (SUBJECT, None, None))], [(HERE, (SUBJECT, None, None))], False),
    ([(HERE, (SUBJECT, None, None))], [(HERE, (SUBJECT, None, 6))], True),
    ([(HERE, (SUBJECT, 3, 6))], [(HERE, (SUBJECT, 1, 9))], False),
    ([(HERE, (SUBJECT, 3, 6))], [(HERE, (SUBJECT, 3, 4)), (HERE, (SUBJECT, 4, 6))], False),
    ([(HERE, (SUBJECT, None, None))], [(HERE, (SUBJECT, None, None)), (HERE, (OTHER, 6, None))], True),
    ([(HERE, (SUBJECT, 1, 6))], [(HERE, (SUBJECT, 1, 6)), (HERE, (OTHER, 6, None))], False),  # an ordinary hand-over
    ([(HERE, (SUBJECT, 1, 6))], [(HERE, (SUBJECT, 1, 6)), (HERE, (SHARED, 2, 3))], True),
    ([(HERE, (SUBJECT, 1, 6)), (HERE, (SHARED, 1, 6))], [], False),                            # it gave nothing before
    ([(HERE, (SUBJECT, 1, 6))], [(HERE, (SUBJECT, 1, 6)), (THERE, (OTHER, 2, None))], True),   # a number is one thing everywhere
    ([(HERE, (SUBJECT, 1, 6))], [(THERE, (SUBJECT, 1, 6))], True),
    ([], [(HERE, (SUBJECT, 1, 6))], False)])
def test_a_gate_is_less_than_another_that_led_on_where_it_does_not(before: list[tuple[Line, Said]], after: list[tuple[Line, Said]],
                                                                  expected: bool) -> None:
    first, then = (Gate([(line, said(one)[0]) for line, one in given], NOW) for given in (before, after))
    assert then.is_less_than(first) is expected
