"""Whoever asks electronically is answered electronically: with files, behind a link (GDPR Art. 12(3), 15(3); a Finnish operator that answered on
paper only was reprimanded, TSV/12/2019)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from dsr.documents.bundle import MEDIA
from dsr.domain.words import Channel, Outcome
from dsr.kit import Kit
from dsr.models import Delivery, Document, Message, Request, Response
from tests.services.carol import alice, reviewed, token_in
from tests.services.drafted import approve, write

ELECTRONIC = (Channel.PORTAL, Channel.MAIL, Channel.API)


def test_every_channel_that_is_electronic_is_one_of_these() -> None:
    """A new one has to be thought of here."""
    assert {*ELECTRONIC, Channel.STAFF, Channel.PHONE, Channel.LETTER} == set(Channel)


@pytest.mark.parametrize("channel", ELECTRONIC)
def test_an_answer_to_an_electronic_request_is_files_behind_a_link_that_a_mail_brings(kit: Kit, channel: Channel) -> None:
    asked = reviewed(kit)
    with kit.database.transaction() as session:
        session.execute(update(Request).values(channel=channel))
    response_id = approve(kit, asked.part_id, write(kit, asked.part_id), alice(kit)).id
    with kit.database.transaction() as session:
        delivery = session.execute(select(Delivery).where(Delivery.response_id == response_id)).scalar_one()
        assert delivery.expires_at > kit.now()
        letter = session.execute(select(Message).where(Message.request_id == asked.request_id, Message.kind == "answer_ready")).scalar_one()
        assert letter.recipient
        assert token_in(session, kit, asked.request_id, "answer_ready")
        names = set(session.execute(select(Document.name).where(Document.response_id == response_id)).scalars())
        assert names >= {"response.json", "response.pdf"}
        response = session.get_one(Response, response_id)
        assert response.outcome == Outcome.FULFILLED.value


def test_the_files_are_of_kinds_in_common_use() -> None:
    assert {"application/pdf", "text/html", "text/csv", "application/json"} <= set(MEDIA.values())
