"""Addresses and devices come from the person's own sessions, for the time of each; those of an office are many people's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import config
from dsr.documents import wording
from dsr.documents.machine import response
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source, TimeColumn
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.networks import CompanyNetwork
from dsr.domain.words import Right
from dsr.mapping.joins import settled
from dsr.services.answer import Occasion, assemble
from dsr.services.entities import facts
from dsr.services.search import search
from dsr.store import Store
from tests.services.shared_lines import KEY, NOW, Told, told

CAROL = Identity("login", "carol")
SESSIONS: list[dict[str, object]] = [
    {"id": 1, "login": "carol", "ip": "192.0.2.7", "start": "2026-06-01 10:00:00", "stop": "2026-06-01 12:00:00"},
    {"id": 2, "login": "bob", "ip": "192.0.2.7", "start": "2026-06-01 12:00:00", "stop": "2026-06-01 13:00:00"},
    {"id": 3, "login": "carol", "ip": "192.0.2.8", "start": "2026-07-31 23:00:00", "stop": None},
    {"id": 4, "login": "carol", "ip": "10.0.0.5", "start": "2026-06-01 08:00:00", "stop": "2026-06-01 18:00:00"}]
VISITS: list[dict[str, object]] = [
    {"id": number, "ip": ip, "at": at} for number, ip, at in (
        (1, "192.0.2.7", "2026-06-01 09:59:59"), (2, "192.0.2.7", "2026-06-01 10:00:00"), (3, "192.0.2.7", "2026-06-01 12:00:00"),
        (4, "192.0.2.8", "2026-07-31 23:59:59"), (5, "192.0.2.8", "2026-08-01 00:00:00"), (6, "10.0.0.5", "2026-06-01 09:00:00"))]


def an_isp(**networks: Any) -> tuple[Source, ...]:
    refers = (Reference(Address("isp", "sessions"), "ip", "from"),)
    sessions = Collection(Address("isp", "sessions"), (
        Field("id", ("user",)), Field("login", identity="login", kind="login"), Field("ip", ("user.device",), kind="ip")), valid=("start", "stop"))
    visits = Collection(Address("isp", "visits"), (Field("id", ("user",)), Field("ip", ("user.device",), "ip", "ip", refers)), time=TimeColumn("at"))
    made = Source("isp", "memory", {"tables": {"sessions": SESSIONS, "visits": VISITS}}, (Dataset("isp", (sessions, visits), **networks),),
                  timezone="Europe/Copenhagen")
    return settled([made])


@pytest.mark.parametrize(("identities", "networks", "expected"), [
    ([CAROL], (), {"sessions": ([1, 3, 4], 0), "visits": ([2, 4, 6], 0)}),
    ([CAROL], ("10.0.0.0/8",), {"sessions": ([1, 3, 4], 0), "visits": ([2, 4], 0)}),
    ([Identity("ip", "192.0.2.7")], ("10.0.0.0/8",), {"visits": ([1, 2, 3], 0)}),      # from staff, as they said it
    ([Identity("ip", "10.0.0.5")], ("10.0.0.0/8",), {"visits": ([], 1)})])              # but not of an office
def test_an_address_is_the_persons_for_the_time_of_the_session(store: Store, identities: list[Identity], networks: tuple[str, ...],
                                                                expected: Told) -> None:
    assert told(an_isp(company_networks=networks), store, *identities) == expected


@pytest.mark.parametrize(("locale", "said"), [
    ("en", "Ip: an address in 10.0.0.0/8 is one of the company's network, which many people share."),
    ("da", "Ip: en adresse i 10.0.0.0/8 hører til virksomhedens netværk, som mange deler.")])
def test_addresses_of_the_company_are_labelled_in_the_answer(store: Store, locale: str, said: str) -> None:
    made = an_isp(company_networks=("10.0.0.0/8",))
    planned = plan(made, frozenset({"login"}), ("user",))
    haul = search(planned, made, (CAROL,), ("user",), now=NOW, store=store, handle=KEY, beat=lambda _rows: None)
    answer = assemble(Occasion("DSR-1", Right.ACCESS, locale, facts(config.load({})), NOW), planned, made, haul)
    (sessions,) = (table for table in answer.tables if table.address.collection == "sessions")
    assert wording.legends(sessions, locale) == [said]
    assert said.removeprefix("Ip: ") in response(answer).decode()


def test_addresses_that_a_condition_tells_are_labelled_too(store: Store) -> None:
    (made,) = an_isp()
    sessions, visits = made.collections()
    address = replace(sessions.field("ip"), company=CompanyNetwork(when=Condition("login", ("carol",))))
    told_by = replace(made, datasets=(Dataset("isp", (replace(sessions, fields=(*sessions.fields[:2], address)), visits)),))
    planned = plan([told_by], frozenset({"login"}), ("user",))
    haul = search(planned, [told_by], (CAROL,), ("user",), now=NOW, store=store, handle=KEY, beat=lambda _rows: None)
    answer = assemble(Occasion("DSR-1", Right.ACCESS, "en", facts(config.load({})), NOW), planned, [told_by], haul)
    assert {str(table.address): (table.shown, table.columns[-1].note) for table in answer.tables} == {
        "isp.sessions": (3, "some are addresses of the company's network, which many people share."), "isp.visits": (0, "")}
