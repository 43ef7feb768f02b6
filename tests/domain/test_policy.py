"""What a table about other people's data may say, and what it says where nobody has changed it."""

from __future__ import annotations

import pytest

from dsr.domain.errors import InvalidInput
from dsr.domain.parties import Party
from dsr.domain.policy import ALLOWED, BEFORE, STANDARD, Policies, Policy, Treatment, default, defaults
from dsr.domain.words import Role

USUAL = {"subject": "shown", "dialled": "shown", "caller": "shown", "colleague": "shown", "name": "masked", "content": "shown", "network": "masked",
         "mixed": "masked", "withheld": "masked", "secret": "masked"}


def said(policy: Policy) -> dict[str, str]:
    return {party.value: treatment.value for party, treatment in policy.treatments.items()}


@pytest.mark.parametrize(("country", "role", "differing"), [
    ("DK", Role.CONTROLLER, {}),
    ("SE", Role.CONTROLLER, {}),
    ("DE", Role.CONTROLLER, {"dialled": "staff", "caller": "staff", "colleague": "staff"}),  # the itemised bill tells them, not Art. 15
    ("FI", Role.CONTROLLER, {"dialled": "staff", "caller": "staff", "colleague": "staff"}),  # traffic data are another authority's
    ("DK", Role.PROCESSOR, {"dialled": "cut", "caller": "cut", "content": "masked"}),        # what goes to an employer
    ("DE", Role.PROCESSOR, {"dialled": "cut", "caller": "cut", "content": "masked"}),
])
def test_what_holds_where_nobody_has_said_otherwise(country: str, role: Role, differing: dict[str, str]) -> None:
    policy = default(country, role)
    assert said(policy) == {**USUAL, **differing}
    assert (policy.digits, policy.version) == (3, 0)


@pytest.mark.parametrize("party", [Party.WITHHELD, Party.SECRET])
@pytest.mark.parametrize("treatment", [one for one in Treatment if one is not Treatment.MASKED])
def test_no_table_shows_who_withheld_the_number_or_a_secret(party: Party, treatment: Treatment) -> None:
    with pytest.raises(InvalidInput):
        Policy({**STANDARD.treatments, party: treatment})


@pytest.mark.parametrize("treatment", [one for one in Treatment if one is not Treatment.SHOWN])
def test_no_table_hides_what_is_the_persons_own(treatment: Treatment) -> None:
    with pytest.raises(InvalidInput):
        Policy({**STANDARD.treatments, Party.SUBJECT: treatment})


@pytest.mark.parametrize("party", Party)
def test_no_table_uncovers_that_is_for_staff_to_do(party: Party) -> None:
    with pytest.raises(InvalidInput):
        Policy({**STANDARD.treatments, party: Treatment.UNCOVERED})


@pytest.mark.parametrize("party", [Party.NAME, Party.CONTENT, Party.NETWORK, Party.MIXED])
def test_only_numbers_are_cut(party: Party) -> None:
    with pytest.raises(InvalidInput):
        Policy({**STANDARD.treatments, party: Treatment.CUT})


@pytest.mark.parametrize("party", Party)
def test_a_table_leaves_nobody_out(party: Party) -> None:
    with pytest.raises(InvalidInput):
        Policy({one: treatment for one, treatment in STANDARD.treatments.items() if one is not party})


@pytest.mark.parametrize(("digits", "is_right"), [(0, False), (2, False), (3, True), (8, True), (9, False)])
def test_as_many_digits_are_cut_as_hide_something(digits: int, is_right: bool) -> None:
    if is_right:
        assert Policy(STANDARD.treatments, digits).digits == digits
    else:
        with pytest.raises(InvalidInput):
            Policy(STANDARD.treatments, digits)


def test_all_that_is_allowed_makes_a_table() -> None:
    for party, allowed in ALLOWED.items():
        for treatment in allowed:
            assert Policy({**STANDARD.treatments, party: treatment}).treatments[party] is treatment


def test_two_tables_say_the_same_whatever_their_version() -> None:
    other = Policy({**STANDARD.treatments, Party.CALLER: Treatment.CUT})
    assert Policy(dict(STANDARD.treatments), 3, 7).says_the_same(STANDARD)
    assert not other.says_the_same(STANDARD)
    assert not Policy(STANDARD.treatments, 4).says_the_same(STANDARD)


@pytest.mark.parametrize("policies", [defaults("DE"), defaults("DK"), BEFORE, Policies("SE", {
    Role.CONTROLLER: Policy({**STANDARD.treatments, Party.MIXED: Treatment.STAFF}, 5, 3), Role.PROCESSOR: STANDARD})])
def test_tables_are_written_and_read(policies: Policies) -> None:
    read = Policies.load(policies.dump())
    assert read.country == policies.country
    assert all(read.by_role[role].dump() == policies.by_role[role].dump() for role in Role)


def test_a_table_that_was_meddled_with_is_not_read() -> None:
    data = STANDARD.dump()
    data["treatments"]["withheld"] = "shown"
    with pytest.raises(InvalidInput):
        Policy.load(data)
