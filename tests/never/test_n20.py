"""N20: never use a national number, or a part of one, as password or as the key to look somebody up. Datatilsynet 2019-41-0028: what stands on a
health card opens nothing; and who is found by it could be found by anybody who has seen it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from config import NATIONAL_NUMBERS
from dsr.domain.actor import SYSTEM
from dsr.domain.errors import InvalidInput
from dsr.domain.proof import Method
from dsr.domain.tenancy import LINE_KINDS, Holder, HowKnown
from dsr.domain.window import ALWAYS
from dsr.kit import Kit
from dsr.models import Request, SearchToken
from dsr.services import ledger
from tests.guards.tree import ROOT, Module, code, folders, parsed
from tests.services.carol import send
from tests.services.line_scene import a_scene, tie

CPR = ("211062-5629", "2110625629")
MAKERS = {"new_code", "new_reference"}  # of pick-up codes, codes by mail, by post and to lines, and of references
MADE_BY = {"token_bytes", "randbelow"}


def made_of_something_else(module: Module) -> Iterator[int]:
    """Codes that are not made of chance and of nothing but chance."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in MAKERS:
            given = [*node.args, *(word.value for word in node.keywords)]
            if len(given) != 1 or not (isinstance(given[0], ast.Call) and getattr(given[0].func, "attr", "") in MADE_BY):
                yield node.lineno


def test_every_code_is_drawn_by_chance_and_made_of_nothing_of_the_person() -> None:
    modules = [module for module in code() if not module.path.startswith("dsr/demo/")]
    assert [(module.path, line) for module in modules for line in made_of_something_else(module)] == []
    assert len([1 for module in modules if any(name in module.text for name in ("new_code(", "new_reference("))]) >= 5


def test_a_code_of_something_else_is_seen() -> None:
    for bad in ("new_code(cpr)", "references.new_code(request.name.encode())", "new_code(int(birth_date))", "new_code()"):
        assert list(made_of_something_else(parsed("x.py", bad)))
    for good in ("new_code(secrets.token_bytes(16))", "references.new_reference(secrets.token_bytes(16))", "new_code(secrets.randbelow(10**8))"):
        assert not list(made_of_something_else(parsed("x.py", good)))


def test_no_way_to_prove_and_no_kind_of_line_is_a_national_number() -> None:
    known = {*LINE_KINDS, *(one.value for one in Method)}
    assert {name for name in known if any(number in name.split("_") for number in {*NATIONAL_NUMBERS, "national", "birth"})} == set()


@pytest.mark.parametrize("kind", sorted(NATIONAL_NUMBERS))
def test_the_ledger_takes_none(kit: Kit, kind: str) -> None:
    scene = a_scene(kit, is_tied=False)
    with kit.database.transaction() as session, pytest.raises(InvalidInput):
        _state(session, scene.request_id, kind, kit)
    assert tie(scene)  # as it takes a line


@pytest.mark.parametrize("field", ["name", "employer", "numbers", "message"])
@pytest.mark.parametrize("number", CPR)
def test_what_is_typed_into_the_form_is_neither_kept_nor_searchable(kit: Kit, field: str, number: str) -> None:
    typed = f"cpr {number}"
    with kit.database.transaction() as session, pytest.raises(InvalidInput, match="national_number"):
        send(session, kit, **{field: typed})
    with kit.database.reading() as session:
        assert session.execute(select(Request)).first() is None
        assert session.execute(select(SearchToken)).first() is None


@pytest.mark.parametrize("folder", ["dsr/demo/sources", *(one for one in folders("dsr") if one.startswith("dsr/mapping/profiles"))])
def test_no_mapping_that_ships_looks_anybody_up_by_one(folder: str) -> None:
    for line in _lines(folder):
        name, _, value = line.strip().partition(":")
        if name in ("identity", "kind"):
            assert value.strip(" '\"").lower() not in NATIONAL_NUMBERS, line


def _lines(folder: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).glob("*.yml")):
        yield from path.read_text(encoding="utf-8").splitlines()


def _state(session: object, request_id: int, kind: str, kit: Kit) -> None:
    ledger.state(session, request_id, kind, CPR[1], tenant=None, company_id=None, holder=Holder.SUBJECT, window=ALWAYS,  # type: ignore[arg-type]
                 how=HowKnown.SOURCE, by=SYSTEM, now=kit.now(), vault=kit.vault)
