"""The search plan: what is reached, in which order, by which values, and what is said of the rest."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.dataset import Address, Collection, Dataset, Direction, Field, Reference, Source
from dsr.domain.graph import Edge, Plan, Step, plan
from dsr.domain.words import NotReached

EMAIL = frozenset({"email"})
ALL = ("user",)


def field(name: str, *leads: str, identity: str | None = None, kind: str | None = None, category: str = "user.unique_id", **more: bool) -> Field:
    """`leads`: "< c.f" values come from there, "> c.f" they go there, "- c.f" both."""
    directions: dict[str, Direction | None] = {"<": "from", ">": "to", "-": None}
    references = []
    for lead in leads:
        sign, _, target = lead.partition(" ")
        collection, _, name_there = target.partition(".")
        references.append(Reference(at(collection), name_there, directions[sign]))
    return Field(name, (category,), identity, kind or identity, tuple(references), **more)


def collection(name: str, *fields: Field, after: tuple[str, ...] = (), composite: tuple[tuple[str, ...], ...] = (),
               skip_processing: bool = False) -> Collection:
    return Collection(at(name), fields, after=tuple(at(one) for one in after), composite=composite, skip_processing=skip_processing)


def at(name: str) -> Address:
    """Collections whose names begin alike are of one source: `a1` and `a2` of `a`."""
    return Address(name[0], name)


def sources(*collections: Collection) -> list[Source]:
    found: defaultdict[str, list[Collection]] = defaultdict(list)
    for one in collections:
        found[one.address.dataset].append(one)
    return [Source(key, "memory", {}, (Dataset(key, tuple(members)),)) for key, members in found.items()]


def steps(made: Plan) -> dict[str, Step]:
    return {step.address.collection: step for stage in made.stages for step in stage.steps}


def order(made: Plan) -> list[str]:
    return list(steps(made))


def joins(made: Plan, name: str) -> list[str]:
    return [f"{edge.from_address.collection}.{edge.from_field}>{edge.to_field}" for edge in steps(made)[name].inputs]


def groups(made: Plan, name: str) -> list[list[str]]:
    return [[f"{edge.from_address.collection}.{edge.from_field}>{edge.to_field}" for edge in group] for group in steps(made)[name].groups]


def cuts(made: Plan) -> list[str]:
    return [f"{edge.from_address.collection}.{edge.from_field}>{edge.to_address.collection}.{edge.to_field}" for edge in made.cut]


def gaps(made: Plan) -> dict[str, tuple[NotReached, tuple[str, ...]]]:
    return {gap.address.collection: (gap.why, gap.needs) for gap in made.gaps}


PERSON = collection("person", field("email", identity="email"), field("id"))


def test_a_seed_is_looked_up_with_the_identity() -> None:
    made = plan(sources(PERSON), EMAIL, ALL)
    assert [(seed.field, seed.kind) for seed in steps(made)["person"].seeds] == [("email", "email")]
    assert (made.gaps, made.cut, made.unknown_kinds) == ((), (), ())


@pytest.mark.parametrize(("child", "inputs"), [
    (field("person_id", "< person.id"), ["person.id>person_id"]), (field("person_id", "- person.id"), ["person.id>person_id"]),
])
def test_values_come_from_upstream(child: Field, inputs: list[str]) -> None:
    made = plan(sources(collection("bill", child), PERSON), EMAIL, ALL)
    assert order(made) == ["person", "bill"]
    assert joins(made, "bill") == inputs


def test_values_go_where_a_field_sends_them() -> None:
    home = collection("home", field("id"))
    made = plan(sources(home, collection("person", field("email", identity="email"), field("home_id", "> home.id"))), EMAIL, ALL)
    assert (order(made), joins(made, "home")) == (["person", "home"], ["person.home_id>id"])


def test_a_join_declared_from_there_does_not_lead_back() -> None:
    seeded = collection("bill", field("email", identity="email"), field("person_id", "< person.id"))
    made = plan(sources(seeded, collection("person", field("id"))), EMAIL, ALL)
    assert order(made) == ["bill"]
    assert gaps(made) == {"person": (NotReached.NO_PATH, ())}


@pytest.mark.parametrize("fields", [
    (field("id", "- bill.person_id"), field("person_id", "- person.id")), (field("id", "> bill.person_id"), field("person_id", "> person.id")),
    (field("id"), field("person_id", "- person.id")), (field("id", "< bill.person_id"), field("person_id", "< person.id"))])
def test_a_join_both_ways_flows_away_from_the_seed_once(fields: tuple[Field, Field]) -> None:
    person, bill = collection("person", fields[0], field("email", identity="email")), collection("bill", fields[1])
    made = plan(sources(person, bill), EMAIL, ALL)
    assert (order(made), joins(made, "bill"), joins(made, "person"), made.cut) == (["person", "bill"], ["person.id>person_id"], [], ())
    back = plan(sources(collection("person", fields[0]), collection("bill", fields[1], field("email", identity="email"))), EMAIL, ALL)
    assert (order(back), joins(back, "person"), back.cut) == (["bill", "person"], ["bill.person_id>id"], ())


def test_a_join_said_twice_is_one() -> None:
    made = plan(sources(collection("person", field("email", identity="email"), field("id", "> bill.person_id")),
                        collection("bill", field("person_id", "< person.id", "< person.id"))), EMAIL, ALL)
    assert joins(made, "bill") == ["person.id>person_id"]


def test_a_seeded_collection_waits_for_its_joins_all_the_same() -> None:
    made = plan(sources(PERSON, collection("call", field("email", identity="email"), field("person_id", "< person.id"))), EMAIL, ALL)
    assert order(made) == ["person", "call"]
    assert (len(steps(made)["call"].seeds), joins(made, "call")) == (1, ["person.id>person_id"])


def test_all_joins_among_the_reached_count_not_only_the_shortest_way() -> None:
    made = plan(sources(PERSON, collection("order", field("person_id", "< person.id"), field("card_id", "> card.id")),
                        collection("card", field("person_id", "< person.id"), field("id"))), EMAIL, ALL)
    assert order(made) == ["person", "order", "card"]
    assert joins(made, "card") == ["order.card_id>id", "person.id>person_id"]


@pytest.mark.parametrize(("kinds", "seeds", "found"), [
    ({"email"}, ["email"], {"person", "bill"}), ({"phone_number"}, ["phone"], {"person", "bill", "call"}), ({"email", "phone_number"},
     ["email", "phone"], {"person", "bill", "call"}), ({"imsi"}, [], set())])
def test_several_identities_of_one_collection_count_side_by_side(kinds: set[str], seeds: list[str], found: set[str]) -> None:
    person = collection("person", field("email", identity="email"), field("phone", identity="phone_number"), field("id"))
    made = plan(sources(person, collection("bill", field("person_id", "< person.id")), collection("call", field("number", identity="phone_number"))),
                frozenset(kinds), ALL)
    assert set(order(made)) == found
    assert [seed.field for seed in steps(made)["person"].seeds] == seeds if seeds else "person" not in order(made)
    assert made.unknown_kinds == (("imsi",) if "imsi" in kinds else ())


def test_unreachable_is_not_the_same_as_an_identity_that_was_not_given() -> None:
    made = plan(sources(
        PERSON, collection("call", field("number", identity="phone_number")), collection("cell", field("number", "< call.number")),
        collection("island", field("name")), collection("isle", field("name", "< island.name")),
        collection("hidden", field("name", category="system.operations"))), EMAIL, ALL)
    assert gaps(made) == {
        "call": (NotReached.IDENTITY_NOT_GIVEN, ("phone_number",)), "cell": (NotReached.IDENTITY_NOT_GIVEN, ("phone_number",)),
        "island": (NotReached.NO_PATH, ()), "isle": (NotReached.NO_PATH, ())}


def test_only_what_holds_asked_data_is_missed() -> None:
    island = collection("island", field("name", category="user.name"), field("street", category="user.contact.address.street"))
    assert gaps(plan(sources(PERSON, island), EMAIL, ("user.contact",))) == {"island": (NotReached.NO_PATH, ())}
    assert gaps(plan(sources(PERSON, island), EMAIL, ("user.financial",))) == {}


def test_what_is_skipped_is_neither_searched_nor_missed() -> None:
    made = plan(sources(PERSON, collection("bill", field("person_id", "< person.id"), skip_processing=True),
                        collection("line", field("bill", "< bill.id"), field("person_id", "< person.id"))), EMAIL, ALL)
    assert (order(made), joins(made, "line"), gaps(made)) == (["person", "line"], ["person.id>person_id"], {})
    assert plan(sources(collection("person", field("email", identity="email"), skip_processing=True)), EMAIL, ALL).unknown_kinds == ("email",)


def test_after_orders_what_no_join_orders() -> None:
    made = plan(sources(collection("alpha", field("email", identity="email"), after=("zulu", "gone")),
                        collection("zulu", field("email", identity="email"), after=("zulu",))), EMAIL, ALL)
    assert order(made) == ["zulu", "alpha"]
    assert joins(made, "alpha") == []


def test_a_circle_is_cut_at_the_seed_and_told() -> None:
    made = plan(sources(collection("person", field("email", identity="email"), field("id"), field("boss_team", "< team.id")),
                        collection("team", field("id"), field("lead_id", "< person.id"))), EMAIL, ALL)
    assert (order(made), joins(made, "team"), joins(made, "person")) == (["person", "team"], ["person.id>lead_id"], [])
    assert cuts(made) == ["team.id>person.boss_team"]


def test_a_collection_that_leads_to_itself_is_searched_once() -> None:
    made = plan(sources(collection("person", field("email", identity="email"), field("id"), field("boss_id", "< person.id"))), EMAIL, ALL)
    assert (order(made), joins(made, "person"), cuts(made)) == (["person"], [], ["person.id>person.boss_id"])


def test_what_only_waits_for_a_circle_loses_no_join() -> None:
    made = plan(sources(
        PERSON, collection("a_leaf", field("person_id", "< person.id"), field("ring_id", "< ring2.id")),
        collection("ring1", field("id"), field("person_id", "< person.id"), field("next", "< ring2.id")),
        collection("ring2", field("id"), field("next", "< ring1.id"))), EMAIL, ALL)
    assert order(made) == ["person", "ring1", "ring2", "a_leaf"]
    assert joins(made, "a_leaf") == ["person.id>person_id", "ring2.id>ring_id"]
    assert cuts(made) == ["ring2.id>ring1.next"]


def test_two_circles_are_each_cut_once() -> None:
    rings = [collection(f"{ring}{number}", field("id"), field("next", f"< {ring}{3 - number}.id"),
                        *([field("person_id", "< person.id")] if number == 1 else [])) for ring in "rs" for number in (1, 2)]
    assert cuts(plan(sources(PERSON, *rings), EMAIL, ALL)) == ["r2.id>r1.next", "s2.id>s1.next"]


def test_the_kind_of_either_end_says_how_a_join_compares() -> None:
    line = collection("line", field("person_id", "< person.id"), field("number", kind="phone_number"))
    made = plan(sources(PERSON, line, collection("call", field("number", "< line.number")), collection("item", field("person_id", "< person.id"))),
                EMAIL, ALL)
    assert [edge.kind for name in ("call", "item") for edge in steps(made)[name].inputs] == ["phone_number", None]


def test_an_array_is_a_field_like_another() -> None:
    member = collection("member", field("ids", "< person.id", is_array=True))
    assert joins(plan(sources(PERSON, member), EMAIL, ALL), "member") == ["person.id>ids"]


EXTENSION = collection("extension", field("person_id", "< person.id"), field("domain"), field("number"))


@pytest.mark.parametrize(("fields", "composite", "inputs", "together"), [
    ((field("domain", "< extension.domain"), field("number", "< extension.number")), (("domain", "number"),), [],
     [["extension.domain>domain", "extension.number>number"]]),
    ((field("domain", "< extension.domain"), field("number", "< extension.number")), (("number", "domain"),), [],
     [["extension.number>number", "extension.domain>domain"]]),
    ((field("domain", "< extension.domain"), field("number", "< extension.number"), field("person_id", "< person.id")), (("domain", "number"),),
     ["person.id>person_id"], [["extension.domain>domain", "extension.number>number"]]),
    ((field("domain", "< extension.domain"), field("caller", "< extension.number"), field("callee", "< extension.number")),
     (("domain", "caller"), ("domain", "callee")), [],
     [["extension.domain>domain", "extension.number>caller"], ["extension.domain>domain", "extension.number>callee"]]),
    ((field("domain", "< extension.domain"), field("number", "< extension.number")), (), ["extension.domain>domain", "extension.number>number"], []),
])
def test_parts_of_a_composite_key_come_from_one_row(fields: tuple[Field, ...], composite: tuple[tuple[str, ...], ...], inputs: list[str],
                                                    together: list[list[str]]) -> None:
    made = plan(sources(PERSON, EXTENSION, collection("voicemail", *fields, composite=composite)), EMAIL, ALL)
    assert (joins(made, "voicemail"), groups(made, "voicemail")) == (inputs, together)


def test_two_fields_that_fill_one_part_make_two_keys() -> None:
    pair = collection("pair", field("person_id", "< person.id"), field("domain"), field("left"), field("right"))
    mail = collection(
        "voicemail", field("domain", "< pair.domain"), field("number", "< pair.left", "< pair.right"), composite=(("domain", "number"),))
    assert groups(plan(sources(PERSON, pair, mail), EMAIL, ALL), "voicemail") == [
        ["pair.domain>domain", "pair.left>number"], ["pair.domain>domain", "pair.right>number"]]


def test_nothing_is_looked_up_by_a_part_of_its_key() -> None:
    mail = collection("voicemail", field("domain", "< extension.domain"), field("number", "< person.id"), composite=(("domain", "number"),))
    made = plan(sources(PERSON, EXTENSION, mail), EMAIL, ALL)
    assert "voicemail" not in order(made)
    assert gaps(made) == {"voicemail": (NotReached.NO_PATH, ())}


def test_a_composite_key_is_whole_on_its_way_back_too() -> None:
    mail = collection("voicemail", field("email", identity="email"), field("domain", "- extension.domain", "> domain.name"),
                      field("number", "- extension.number"), composite=(("domain", "number"),))
    line = collection("extension", field("domain"), field("number"))
    made = plan(sources(line, mail, collection("domain", field("name"))), EMAIL, ALL)
    assert groups(made, "extension") == [["voicemail.domain>domain", "voicemail.number>number"]]
    assert (joins(made, "extension"), joins(made, "domain")) == ([], ["voicemail.domain>name"])


def test_consecutive_steps_of_a_source_are_one_stage() -> None:
    made = plan(sources(
        collection("a1", field("email", identity="email"), field("id")), collection("a2", field("id", "< a1.id")),
        collection("b1", field("id", "< a2.id")), collection("a3", field("id", "< b1.id")),
        collection("a4", field("email", identity="email"))), EMAIL, ALL)
    assert [(stage.source_key, [step.address.collection for step in stage.steps], stage.needs) for stage in made.stages] == [
        ("a", ["a1", "a4", "a2"], ()), ("b", ["b1"], (0,)), ("a", ["a3"], (1,))]


# any graph at all, against a reading of the rules that shares no code with the planner

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
