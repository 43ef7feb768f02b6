"""Whatever the program can say has words in every language: members of enums, errors, problems, events, moves, letters, troubles of tasks.

What the code says is found in its syntax trees, so that a word is asked for when it is first written, not when a person first meets it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest

from dsr import text
from dsr.domain import actor, choices, customer, data_kind, instruction, lifecycle, parties, proof, routing, tenancy, uploads, words, work
from dsr.domain.actor import ActorKind
from dsr.domain.asking import Cannot, Ending
from dsr.domain.customer import CompanyState, ContactRole, Standing
from dsr.domain.fate import Fate
from dsr.domain.instruction import ReferralEnd
from dsr.domain.parties import Party
from dsr.domain.policy import Treatment
from dsr.domain.routing import RouteAct, RoutedRole
from dsr.domain.unreached import Way
from dsr.domain.words import NotReached, Right, State
from dsr.mail.compose import LETTERS
from dsr.services import line_sending, notices
from dsr.web import words as pages
from dsr.web.staff import identity_words, ledger_words
from dsr.web.staff import words as desk
from dsr.web.subject import ways
from tests.guards.tree import Module, code, parsed


def enums(module: ModuleType) -> list[type[StrEnum]]:
    """Those that the module defines itself."""
    return [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, StrEnum) and one.__module__ == module.__name__]


def literals(modules: tuple[Module, ...], name: str, position: int, keyword: str = "") -> Iterator[str]:
    """Texts that calls of `name` are given at a position, or by a keyword."""
    for node in (node for module in modules for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [*node.args[position:position + 1], *(word.value for word in node.keywords if word.arg == keyword)] if called == name else []
        yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def problems(modules: tuple[Module, ...]) -> Iterator[tuple[str, str]]:
    """(field, problem) of what is refused; the field is empty where it is not written out."""
    for node in (node for module in modules for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
        given = {word.arg: word.value.value for word in node.keywords if isinstance(word.value, ast.Constant)}
        if getattr(node.func, "attr", getattr(node.func, "id", "")) == "InvalidInput" and "problem" in given:
            yield str(given.get("field", "")), str(given["problem"])


def codes_of_errors(modules: tuple[Module, ...]) -> set[str]:
    """`code = "..."` of the classes that are errors of ours, directly or by descent."""
    classes = [node for module in modules for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    ours = {"DsrError"}
    while deeper := {node.name for node in classes if {getattr(base, "id", "") for base in node.bases} & ours} - ours:
        ours |= deeper
    found = (line.value for node in classes if node.name in ours for line in node.body if isinstance(line, ast.Assign | ast.AnnAssign)
             and getattr(line.targets[0] if isinstance(line, ast.Assign) else line.target, "id", "") == "code")
    return {one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)}


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_no_word_is_empty(locale: str) -> None:
    assert [key for key, words_ in text.catalogue(locale).items() if not words_.strip() and not key.startswith("dates.")] == []


@pytest.mark.parametrize("locale", text.ANSWERS)
@pytest.mark.parametrize("of", [*enums(words), *enums(work), *enums(lifecycle), *enums(parties), *enums(uploads), *enums(data_kind),
                                choices.ChoiceReason], ids=lambda of: of.__name__)
def test_every_member_has_words(of: type[StrEnum], locale: str) -> None:
    assert [member.value for member in of if f"words.{of.__name__.lower()}.{member.value}" not in text.catalogue(locale)] == []


def test_the_desk_has_words_for_its_own_tables() -> None:
    assert (desk._FATES.keys(), desk._WAYS.keys()) == (set(Fate), set(Way))
    assert desk._RIGHTS.keys() == set(Right)
    assert desk._GAPS.keys() == set(NotReached)
    assert (desk._ENDINGS.keys(), desk._CANNOT.keys()) == (set(Ending), set(Cannot))
    assert desk._NEXT.keys() == set(State)
    assert desk._COMPANY_STATES.keys() == set(CompanyState)
    assert (desk._CONTACT_ROLES.keys(), desk._STANDINGS.keys()) == (set(ContactRole), set(Standing))
    assert (desk._PARTIES.keys(), desk._TREATMENTS.keys()) == (set(Party), set(Treatment))
    assert (desk._ROUTED.keys(), desk._ROUTE_ACTS.keys()) == (set(RoutedRole), set(RouteAct))
    assert (desk._ACTS.keys(), desk._REASONS.keys()) == (set(choices.Act), set(choices.ChoiceReason))
    assert pages.MOVES.keys() == {move.name for move in lifecycle.MOVES if ActorKind.STAFF in move.by}
    assert {move.name for move in lifecycle.MOVES} - pages.EVENTS.keys() == set()
    assert pages.LETTERS.keys() == {*LETTERS, line_sending.KIND}
    assert pages.REFERRAL_ENDS.keys() == set(ReferralEnd)
    assert pages.NOTICES.keys() == notices.LETTERS.keys() == {notice.name for notice in lifecycle.NOTICES} | {"refer"}
    assert set(notices.LETTERS.values()) <= set(LETTERS)


_DESK: dict[type[StrEnum], Mapping[Any, object]] = {
    proof.Method: identity_words.PROOFS, proof.Control: identity_words.CONTROLS, proof.ProofState: identity_words.STATES,
    proof.Sensitivity: identity_words.SENSITIVITIES, proof.Need: identity_words.NEEDS, proof.Doubt: identity_words.DOUBTS,
    proof.PauseKind: identity_words.PAUSES,
    tenancy.Holder: ledger_words.HOLDERS, tenancy.HowKnown: ledger_words.HOWS, tenancy.TroubleKind: ledger_words.TROUBLES,
    customer.CompanyState: desk._COMPANY_STATES, customer.ContactRole: desk._CONTACT_ROLES, customer.Standing: desk._STANDINGS,
    routing.RoutedRole: desk._ROUTED, routing.RouteAct: desk._ROUTE_ACTS,
    instruction.Decision: desk._DECIDED, instruction.ReferralEnd: pages.REFERRAL_ENDS,
}
_UNSAID = {instruction.Step}  # what the upkeep does next: no page shows it


def test_every_word_of_who_asks_and_who_decides_is_in_a_table_of_the_desk() -> None:
    mine = {one for module in (proof, tenancy, customer, routing, instruction) for one in enums(module)}
    assert {one.__name__ for one in mine - _UNSAID} == {one.__name__ for one in _DESK}
    assert {one.__name__: sorted(set(one) - table.keys()) for one, table in _DESK.items() if set(one) - table.keys()} == {}
    assert (ways.METHODS.keys(), ways.KINDS.keys(), ways.NEEDS.keys()) == (
        set(proof.Method) - {proof.Method.NOTICE}, set(proof.Sensitivity), set(proof.Need))
    assert tenancy.LINE_KINDS - desk._KINDS.keys() == set()


@pytest.mark.parametrize("locale", ["en", "da"])
def test_whoever_did_something_has_a_name_on_the_desk(locale: str) -> None:
    assert [one.value for one in actor.ActorKind if f"words.actorkind.{one.value}" not in text.catalogue(locale)] == []


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_lines_and_decisions_have_words_for_the_person_and_the_company(locale: str) -> None:
    wanted = {*(f"identity.{kind}" for kind in tenancy.LINE_KINDS),
              *(f"decision.{one.value}.{to}" for one in instruction.Decision for to in ("person", "company"))}
    assert wanted - text.catalogue(locale).keys() == set()


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_every_error_has_a_sentence(locale: str) -> None:
    codes = codes_of_errors(code())
    assert {"not_found", "source_unavailable", "mail_refused"} <= codes
    assert {one for one in codes if f"errors.{one}.text" not in text.catalogue(locale)} == set()


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_every_problem_of_a_field_has_a_sentence(locale: str) -> None:
    said = {f"{name}.{problem}": {f"errors.invalid_input.{one}.{problem}" for one in (name, "any")} for name, problem in problems(code())}
    assert said
    assert {problem for problem, keys in said.items() if not keys & text.catalogue(locale).keys()} == set()


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_every_reason_of_a_refusal_has_a_sentence(locale: str) -> None:
    said = set(literals(code(), "NotAllowed", 99, "reason"))
    assert said
    assert {reason for reason in said if f"errors.not_allowed.{reason}" not in text.catalogue(locale)} == set()


def test_every_event_has_words() -> None:
    said = set(literals(tuple(module for module in code() if module.path.startswith("dsr/services/")), "record", 2))
    assert said
    assert said - pages.EVENTS.keys() == set()


def test_every_trouble_of_a_task_has_words() -> None:
    said = {*literals(code(), "Again", 0), *literals(code(), "Broken", 0)}
    assert said
    assert said - desk._TROUBLES.keys() == set()


def test_what_is_said_is_seen() -> None:
    module = (parsed("x.py", "class A(DsrError):\n    code = 'a'\nclass B(A):\n    code: ClassVar[str] = 'b'\nclass C:\n    code = 'c'\n"
                             "audit.record(s, i, 'd')\nraise InvalidInput(field='x', problem='e')\nrecord(s, i, name)"),)
    assert codes_of_errors(module) == {"a", "b"}
    assert list(literals(module, "record", 2)) == ["d"]
    assert list(problems(module)) == [("x", "e")]
