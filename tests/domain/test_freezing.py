"""What cannot wait is cut out of a plan with all that leads to it, and nothing else."""

from __future__ import annotations

from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source
from dsr.domain.freezing import forgetful, held_by_hand, urgent
from dsr.domain.graph import plan


def at(name: str) -> Address:
    return Address(name, "rows")


def made(key: str, *, forgets: str | None = None, after: str | None = None, connector: str = "memory") -> Source:
    identity = None if after else "email"
    references = (Reference(at(after), "id", "from"),) if after else ()
    fields = (Field("who", ("user",), identity=identity, kind=identity, references=references), Field("id", ("user",)))
    return Source(key=key, connector=connector, config={}, datasets=(Dataset(key, (Collection(at(key), fields, forgets=forgets),)),))


SOURCES = (made("crm"), made("lines", after="crm"), made("logs", after="lines", forgets="P30D"), made("bills", after="lines"),
           made("mails", forgets="P7D"), made("paper", forgets="P1Y", connector="manual"), made("notes"))


def stages(sources: tuple[Source, ...]) -> list[tuple[str, tuple[int, ...]]]:
    whole = plan(sources, frozenset({"email"}), ("user",))
    return [(stage.source_key, stage.needs) for stage in urgent(whole, forgetful(sources)).stages]


def test_only_what_leads_to_a_source_that_forgets_is_left_of_the_plan() -> None:
    found = stages(SOURCES)
    assert sorted(key for key, _ in found) == ["crm", "lines", "logs", "mails"]
    places = [key for key, _ in found]
    needs = {key: {places[number] for number in numbers} for key, numbers in found}
    assert needs == {"crm": set(), "lines": {"crm"}, "logs": {"lines"}, "mails": set()}


def test_a_plan_without_such_sources_is_empty() -> None:
    assert stages((made("crm"), made("lines", after="crm"))) == []


def test_what_a_person_searches_is_held_by_hand() -> None:
    assert at("paper") not in forgetful(SOURCES)
    assert held_by_hand(SOURCES) == ("paper",)
    assert held_by_hand(SOURCES[:5]) == ()


def test_the_gaps_are_the_whole_plans_to_tell() -> None:
    whole = plan((made("mails", forgets="P7D"), made("lost", after="crm")), frozenset({"phone_number"}), ("user",))
    assert whole.gaps
    assert urgent(whole, forgetful(SOURCES)).gaps == ()
