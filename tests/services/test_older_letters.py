"""Letters that the version before wrote, and this one sends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dsr.kit import Kit
from dsr.mail.sink import ListMailer
from dsr.models import Message, MessageState, Request
from dsr.services import entities, notify
from tests.services.carol import alice, ask, token_in
from tests.services.test_representatives import mandate
from tests.services.two_companies import asked
from workers.post import send_next

OLD = {"first_name": "Carol", "token": "tok", "expires_on": "2026-12-20", "due_on": "2026-12-19"}  # what they held


def sent(kit: Kit, request_id: int, kind: str, facts: dict[str, str], part_id: int | None = None) -> str:
    """What went out of a row that holds these facts; nothing where nothing did."""
    with kit.database.transaction() as session:
        for row in session.execute(select(Message)).scalars():
            row.state = MessageState.SENT
        notify.write(session, session.get_one(Request, request_id), kind, occasion=f"{kind}:old", context=facts, now=kit.now(), vault=kit.vault,
                     domain=entities.mail_domain(kit.settings), part_id=part_id)
    assert send_next(kit)
    assert isinstance(kit.mailer, ListMailer)
    return " ".join(kit.mailer.letters[-1].text.split()) if kit.mailer.letters else ""


@pytest.mark.parametrize("kind", ["answer_ready", "answer_nothing", "answer_partly", "answer_incomplete"])
def test_an_answer_that_was_announced_before_letters_said_what_was_asked_is_sent(kit: Kit, kind: str) -> None:
    carol = ask(kit)
    assert "Du bad om at se de oplysninger, Fjordtel A/S har om dig." in sent(kit, carol.request_id, kind, OLD, carol.part_id)


def test_a_companys_answer_of_that_time_says_whose_data_it_is(kit: Kit) -> None:
    scene = asked(kit)
    scene.prove()
    part_id = scene.part(scene.nord).id
    assert "Nordlys A/S" in sent(kit, scene.request_id, "answer_ready", OLD, part_id)


def test_a_mandate_that_was_asked_about_before_its_link_ended_is_sent_with_the_last_whole_day_of_it(kit: Kit) -> None:
    carol = ask(kit)
    mandate(kit, carol, alice(kit))
    with kit.database.reading() as session:
        token = token_in(session, kit, carol.request_id, "mandate")
    facts = {"first_name": "Carol", "representative": "Ulla Vester, Forbundet", "token": token}
    assert "Linket virker til og med torsdag den 24. december 2026." in sent(kit, carol.request_id, "mandate", facts)


def test_a_mandate_whose_link_leads_nowhere_any_more_is_not_sent(kit: Kit) -> None:
    carol = ask(kit)
    assert sent(kit, carol.request_id, "mandate", {"first_name": "Carol", "representative": "Ulla Vester", "token": "tok"}) == ""
