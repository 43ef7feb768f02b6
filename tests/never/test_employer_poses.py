"""The employer holds the mailbox at work, the SIM, the sign-in and the company's page: with all of that nothing of an employee's use comes to it.

The tester, Bob, reads what is sent to work, enters the codes of the company's lines, confirms on the company's page whatever helps, and has
mailboxes, an electronic identity and a card in our records of his own. Carol is the employee.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dsr.domain.actor import COMPANY, SUBJECT
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source
from dsr.domain.names import Name
from dsr.domain.proof import Control, Method, Sensitivity
from dsr.domain.tenancy import HowKnown
from dsr.domain.window import Window
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.services import notice_proof, proofs
from tests.fakes import FrozenNow
from tests.services.line_scene import NUMBER, Scene, a_scene, enter, sent_code, tie
from tests.services.line_scene import work as posted
from tests.services.test_eid import _said, _show
from workers import errands, waiting
from workers.errands import recognise_next

AT_MOST = frozenset({Sensitivity.CONTACT})
PEOPLE, LINES = Address("crm", "people"), Address("crm", "lines")
CAROLS, BOBS, NOBODYS = "carol@freemail.example", "bob@freemail.example", "carol.aeroe.2@freemail.example"
ROWS: dict[str, list[dict[str, object]]] = {
    "people": [{"id": 1, "email": "carol@havblik.example", "home": CAROLS, "name": "Carol Ærø"},
               {"id": 2, "email": "bob@havblik.example", "home": BOBS, "name": "Bob Lund"}],
    "lines": [{"person_id": 1, "number": NUMBER}]}


def _crm(**rows: list[dict[str, object]]) -> Source:
    mail = ("user.contact.email",)
    people = Collection(PEOPLE, (Field("id", ("user.unique_id",)), Field("email", mail, "email", "email"), Field("home", mail, "email", "email"),
                                 Field("name", ("user.name",))))
    lines = Collection(LINES, (Field("number", ("user.contact.phone_number",), "phone_number", "phone_number"),
                               Field("person_id", ("user.unique_id",), references=(Reference(PEOPLE, "id", "to"),))))
    return Source("crm", "memory", {"tables": {**ROWS, **rows}}, (Dataset("crm", (people, lines)),), country="DK", revision="r1")


def asks(kit: Kit, email: str, name: str = "Carol Ærø", **rows: list[dict[str, object]]) -> Scene:
    """Bob wrote the form and pressed the button in the mailbox; the company's page says that whoever asks has had Carol's number since spring."""
    scene = a_scene(replace(kit, sources=SourceBook((_crm(**rows),))), email=email, name=name, is_tied=False)
    tie(scene, how=HowKnown.EMPLOYER, source_key=None)
    return scene


def companys_word(scene: Scene) -> None:
    """The company's page says who it is."""
    with scene.kit.database.transaction() as session:
        proofs.prove(session, scene.request_id, Method.EMPLOYER, Control.EMPLOYER, by=COMPANY, now=scene.kit.now(), vault=scene.kit.vault)


def reached(scene: Scene) -> frozenset[Sensitivity]:
    """Once every worker had its turn."""
    while recognise_next(scene.kit):
        pass
    with scene.kit.database.reading() as session:
        return proofs.reaches(session, scene.request_id, Right.ACCESS)


ATTEMPTS = [(email, name) for email in ("carol@havblik.example", "bob@havblik.example", BOBS, NOBODYS) for name in ("Carol Ærø", "Bob Lund")]


@pytest.mark.parametrize(("email", "name"), ATTEMPTS)
def test_mailboxes_the_company_line_and_the_companys_word_give_no_use(kit: Kit, email: str, name: str) -> None:
    """A mailbox that anybody can open, with the code of the company's line, was enough until it had to be on the person's own record."""
    scene = asks(kit, email, name)
    enter(scene, sent_code(scene))
    companys_word(scene)
    assert reached(scene) <= AT_MOST


@pytest.mark.parametrize(("email", "name"), ATTEMPTS)
def test_an_electronic_identity_of_ones_own_gives_no_use(kit: Kit, email: str, name: str) -> None:
    scene = asks(kit, email, name)
    enter(scene, sent_code(scene))
    companys_word(scene)
    _show(scene.kit, scene.asked, _said(Name("Bob", "Lund")))
    assert reached(scene) <= AT_MOST


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize("lines", [ROWS["lines"], []])
def test_a_notice_that_the_tester_reads_himself_gives_no_use(kit: Kit, now: FrozenNow, lines: list[dict[str, object]], *, is_before: bool) -> None:
    """His own private mailbox is on file with his own card; the line is said to be his before or after it was told."""
    scene = a_scene(replace(kit, sources=SourceBook((_crm(lines=lines),))), email="bob@havblik.example", name="Bob Lund", is_tied=False)
    if is_before:
        tie(scene, how=HowKnown.EMPLOYER, source_key=None)
    with scene.kit.database.transaction() as session:
        assert notice_proof.begin(session, scene.request_id, by=SUBJECT, now=kit.now()) is not None
    assert errands.tell_next(scene.kit)
    posted(scene)
    now.forward(days=8)
    waiting.waiting(scene.kit)
    if not is_before:
        assert Sensitivity.USAGE in reached(scene), "of his own card it is a proof"
        tie(scene, how=HowKnown.EMPLOYER, source_key=None, window=Window(kit.now() - timedelta(days=200), None))
    assert reached(scene) <= AT_MOST


def test_the_employee_with_the_mailbox_of_her_own_that_is_on_file_gets_what_is_hers(kit: Kit) -> None:
    scene = asks(kit, CAROLS)
    enter(scene, sent_code(scene))
    assert reached(scene) == {Sensitivity.CONTACT, Sensitivity.USAGE}


def test_nor_where_no_system_knows_people_by_their_mailbox(kit: Kit) -> None:
    scene = asks(kit, NOBODYS, people=[])
    companys_word(scene)
    enter(scene, sent_code(scene))
    assert reached(scene) <= AT_MOST
