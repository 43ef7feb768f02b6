"""Who telephoned and gave no email goes on as soon as what they have shown suffices, by whichever way they showed it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from dsr.domain.actor import SUBJECT
from dsr.domain.proof import Control, Method
from dsr.domain.words import Channel, Role, State
from dsr.kit import Kit
from dsr.models import Part, Request
from dsr.phone.sink import ListPhone
from dsr.services import proofs
from tests.services.carol import Asked, alice, ask
from tests.services.customers import a_company
from tests.services.line_scene import NORDLYS, Scene, enter, sent_code, tie
from tests.services.paper_scene import LETTER
from tests.services.paper_scene import enter as take_down
from workers import upkeep


@pytest.fixture
def scene(kit: Kit) -> Scene:
    """Carol telephoned; staff know from her contract that the line is hers, and her code was read out to her."""
    phone = ListPhone(lines={})
    own = replace(kit, phone=phone)
    with own.database.transaction() as session:
        a_company(session, "Nordlys A/S", domain=NORDLYS)
    made = Scene(own, take_down(own, alice(own), replace(LETTER, employer="Nordlys A/S"), address="", by_post=False, channel=Channel.PHONE), phone)
    tie(made)
    return made


def test_a_code_to_the_line_lets_a_request_by_telephone_on_and_opens_the_companys_part(scene: Scene) -> None:
    upkeep.identify(scene.kit)
    assert _parts(scene.kit, scene.asked) == [(Role.CONTROLLER, State.VERIFYING)]
    enter(scene, sent_code(scene))
    upkeep.identify(scene.kit)
    assert _parts(scene.kit, scene.asked) == [(Role.CONTROLLER, State.TRIAGE), (Role.PROCESSOR, State.TRIAGE)]
    with scene.kit.database.reading() as session:
        assert session.get_one(Request, scene.request_id).confirmed_at == scene.kit.now()


def test_what_does_not_suffice_lets_nothing_on(scene: Scene) -> None:
    """A name is many people's: it says not which record is theirs."""
    _shown(scene.kit, scene.asked, Method.EID, Control.PERSON)
    upkeep.identify(scene.kit)
    assert _parts(scene.kit, scene.asked) == [(Role.CONTROLLER, State.VERIFYING)]


def test_a_mailbox_of_the_form_is_confirmed_by_its_own_link(kit: Kit) -> None:
    """Letters go to it: nothing else says that it is the person's."""
    asked = ask(kit, is_confirmed=False, is_proven=False)
    _shown(kit, asked, Method.OVERRIDE, Control.US)
    upkeep.identify(kit)
    assert _parts(kit, asked) == [(Role.CONTROLLER, State.VERIFYING)]


def _shown(kit: Kit, asked: Asked, method: Method, control: Control) -> None:
    by = alice(kit) if method is Method.OVERRIDE else SUBJECT
    with kit.database.transaction() as session:
        proofs.prove(session, asked.request_id, method, control, by=by, now=kit.now(), vault=kit.vault, reason="Known to us.")


def _parts(kit: Kit, asked: Asked) -> list[tuple[Role, State]]:
    with kit.database.reading() as session:
        rows = session.execute(select(Part).where(Part.request_id == asked.request_id).order_by(Part.number)).scalars()
        return [(part.role, part.state) for part in rows]
