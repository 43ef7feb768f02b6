"""Any graph at all is searched whole and in order, by a reading of the rules that shares no code with the planner."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.dataset import Collection
from dsr.domain.graph import Edge, Plan, plan
from dsr.domain.words import NotReached
from tests.domain.graphs import ALL, collection, field, gaps, sources, steps

NAMES = [f"{source}{number}" for source in "ab" for number in range(4)]


@st.composite
def graphs(draw: st.DrawFn) -> list[Collection]:
    made = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True)):
        links = draw(st.lists(st.tuples(st.sampled_from("<>-"), st.sampled_from(NAMES), st.sampled_from(["id", "to"])), max_size=3))
        identity = draw(st.sampled_from([None, None, "email", "phone_number"]))
        after = draw(st.lists(st.sampled_from(NAMES), max_size=1))
        made.append(collection(name, field("id", identity=identity), field("to", *(f"{sign} {there}.{end}" for sign, there, end in links)),
                               after=tuple(after), skip_processing=draw(st.booleans()) and draw(st.booleans())))
    return made


def arrows(collections: list[Collection]) -> Iterator[tuple[str, str]]:
    """Every direction in which a value may go, from collection to collection."""
    live = {one.address.collection for one in collections if not one.skip_processing}
    for one in collections:
        here = one.address.collection
        for reference in itertools.chain.from_iterable(each.references for each in one.fields):
            there = reference.to.collection
            if {here, there} <= live:
                yield from [(there, here)] * (reference.direction != "to") + [(here, there)] * (reference.direction != "from")


def reachable(collections: list[Collection], kinds: frozenset[str]) -> set[str]:
    reached = {one.address.collection for one in collections if not one.skip_processing and any(each.identity in kinds for each in one.fields)}
    ways = list(arrows(collections))
    while more := {there for here, there in ways if here in reached} - reached:
        reached |= more
    return reached


@given(graphs(), st.frozensets(st.sampled_from(["email", "phone_number", "imsi"]), min_size=1))
def test_any_graph_is_searched_whole_and_in_order(collections: list[Collection], kinds: frozenset[str]) -> None:
    made = plan(sources(*collections), kinds, ALL)
    names = [step.address.collection for stage in made.stages for step in stage.steps]
    place = {name: number for number, name in enumerate(names)}
    assert len(names) == len(place)                                     # once
    assert set(names) == reachable(collections, kinds)                   # all that can be reached, and nothing else
    edges = [edge for step in steps(made).values() for edge in step.inputs]
    assert all(place[edge.from_address.collection] < place[edge.to_address.collection] for edge in edges)  # upstream first
    assert not set(edges) & set(made.cut)
    for here, there in arrows(collections):                              # each join is used, cut, or flows the other way
        if here in place and there in place:
            assert any({edge.from_address.collection, edge.to_address.collection} == {here, there} for edge in (*edges, *made.cut))
    for step in steps(made).values():                                    # none runs without a value to look up
        assert step.seeds or step.inputs
    assert all(is_in_circle(edge, collections) for edge in made.cut)
    assert plan(sources(*reversed(collections)), kinds, ALL) == made
    check_gaps(made, collections, kinds)
    check_stages(made)


def is_in_circle(edge: Edge, collections: list[Collection]) -> bool:
    """Whether the end of a cut join leads back to its start, over joins and `after`."""
    after = [(other.collection, one.address.collection) for one in collections for other in one.after]
    ways = [*arrows(collections), *after]
    seen = {edge.to_address.collection}
    while more := {there for here, there in ways if here in seen} - seen:
        seen |= more
    return edge.from_address.collection in seen


def check_gaps(made: Plan, collections: list[Collection], kinds: frozenset[str]) -> None:
    live = {one.address.collection: one for one in collections if not one.skip_processing}
    missed = set(live) - reachable(collections, kinds)
    assert set(gaps(made)) == missed
    for name, (why, needs) in gaps(made).items():
        would = tuple(kind for kind in ("email", "phone_number") if name in reachable(collections, frozenset({kind})))
        assert (why, needs) == (NotReached.IDENTITY_NOT_GIVEN if would else NotReached.NO_PATH, would)
    assert set(made.unknown_kinds) == {kind for kind in kinds if not any(each.identity == kind for one in live.values() for each in one.fields)}


def check_stages(made: Plan) -> None:
    home = {step.address: number for number, stage in enumerate(made.stages) for step in stage.steps}
    for number, stage in enumerate(made.stages):
        assert all(step.address.dataset == stage.source_key for step in stage.steps)
        wanted = {home[there] for step in stage.steps for there in step.upstream} - {number}
        assert wanted <= set(stage.needs)
        assert all(need < number for need in stage.needs)
