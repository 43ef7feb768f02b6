"""N11: never answer an electronic request on paper only (GDPR Art. 12(3), 15(3); a Finnish operator that did was reprimanded, TSV/12/2019). It is
answered with files behind a link, unless the person asked for paper."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from dsr.documents.bundle import MEDIA
from dsr.domain.errors import InvalidInput
from dsr.domain.words import Channel, Outcome
from dsr.kit import Kit
from dsr.models import Delivery, Document, Message, Request, Response, Transport
from dsr.services import contact_points, deliver, on_paper, post
from dsr.services.read import post as waiting_letters
from tests.fakes import FrozenNow
from tests.guards.tree import code
from tests.services.carol import alice, approved, reviewed, token_in
from tests.services.drafted import approve, write
from tests.services.paper_scene import HOME
from workers.post import send_next
from workers.waiting import unfetched

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


@pytest.mark.parametrize("channel", ELECTRONIC)
def test_an_address_on_paper_makes_no_answer_on_paper(kit: Kit, channel: Channel) -> None:
    """However well it is proven: only the person's wish does, and it is noted in words."""
    asked, by = reviewed(kit), alice(kit)
    with kit.database.transaction() as session:
        session.execute(update(Request).values(channel=channel))
        address = contact_points.set_postal(session, asked.request_id, HOME, now=kit.now(), vault=kit.vault)
        contact_points.confirm(session, address.id, now=kit.now())
    with kit.database.transaction() as session, pytest.raises(InvalidInput):
        post.choose(session, asked.receipt.reference, is_by_post=True, wish=" ", by=by, now=kit.now(), vault=kit.vault)
    approve(kit, asked.part_id, write(kit, asked.part_id), by)
    with kit.database.reading() as session:
        assert waiting_letters.waiting(session) == ()
        kinds = set(session.execute(select(Message.kind).where(Message.transport == Transport.POST)).scalars())
        assert kinds & {*on_paper.PRINTED} == set()


def test_what_is_posted_because_nobody_fetched_it_stays_behind_its_link(kit: Kit, now: FrozenNow) -> None:
    """Paper comes beside it, after reminders, and never in its place."""
    asked, _ = approved(kit)
    with kit.database.transaction() as session:
        address = contact_points.set_postal(session, asked.request_id, HOME, now=kit.now(), vault=kit.vault)
        contact_points.confirm(session, address.id, now=kit.now())
    for _day in range(kit.settings.fetch_close_days + 1):
        now.forward(days=1)
        unfetched(kit)
        while send_next(kit):
            pass
    with kit.database.reading() as session:
        kinds = list(session.execute(select(Message.kind).where(Message.kind.startswith("answer_")).order_by(Message.id)).scalars())
        assert kinds == ["answer_ready", "answer_reminder", "answer_reminder", "answer_enclosed"]
        assert deliver.peek(session, token_in(session, kit, asked.request_id, "answer_reminder"), now=kit.now(), vault=kit.vault)


def test_a_wish_for_paper_is_the_only_other_way_to_it() -> None:
    """Nothing else in the program says that an answer is printed."""
    setters = {module.path for module in code() for line in module.lines if re.search(r"\bby_post\s*=(?!=)", line) and "web/" not in module.path}
    assert setters == {"dsr/services/post.py", "dsr/services/desk_intake.py", "dsr/services/intake.py", "dsr/services/read/paper.py"}


def test_the_files_are_of_kinds_in_common_use() -> None:
    assert {"application/pdf", "text/html", "text/csv", "application/json"} <= set(MEDIA.values())
