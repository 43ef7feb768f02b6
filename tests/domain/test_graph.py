"""The search plan: what is reached, in which order, by which values, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsr.domain.dataset import Field, Holders
from dsr.domain.graph import plan
from dsr.domain.words import NotReached
from tests.domain.graphs import ALL, EMAIL, collection, cuts, field, gaps, groups, joins, order, sources, steps

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


def test_who_knows_the_holders_of_a_line_goes_before_what_is_looked_up_by_it() -> None:
    """Though nothing joins them: whom the register calls the person is known, then, when it is asked who else has a number."""
    calls = collection("calls", field("caller", identity="phone_number"))
    other = collection("aliases", field("alias", identity="login"))
    register = replace(collection("register", field("number", identity="phone_number"), field("user_id", "< users.id")),
                       holders=Holders("number", "user_id"))
    users = collection("users", field("id"), field("phone", identity="phone_number"))
    made = plan(sources(calls, register, users, other), frozenset({"phone_number", "login"}), ALL)
    assert order(made) == ["aliases", "users", "register", "calls"]
    assert made.cut == ()


def test_what_narrows_leads_nowhere_and_is_searched_first() -> None:
    seen = collection("seen", field("phone", identity="email"), field("kind"))
    kinds = collection("kinds", field("id", "< seen.kind"))
    values = collection("values", field("phone", identity="email"), field("kind", "< kinds.id", narrows=True))
    made = plan(sources(values, kinds, seen), EMAIL, ALL)
    assert order(made) == ["seen", "kinds", "values"]
    assert [f"{edge.from_address.collection}.{edge.from_field}>{edge.to_field}" for edge in steps(made)["values"].narrows] == ["kinds.id>kind"]
    assert joins(made, "values") == []
    alone = plan(sources(collection("values", field("kind", "< kinds.id", narrows=True)), kinds, seen), EMAIL, ALL)
    assert gaps(alone) == {"values": (NotReached.NO_PATH, ())}
