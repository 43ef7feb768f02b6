"""Letters are shown before they go out: what is only looked at changes nothing, and what leaves is what was seen."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.db import Base
from dsr.domain.actor import Actor
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.postal import Known
from dsr.domain.proof import Doubt
from dsr.kit import Kit
from dsr.mail.letters import PLANS, Shape
from dsr.models import Delivery, Message, Request, Transport
from dsr.services import contact_points, deliver, post, posted, proof_letters, representatives, shown, unreached
from dsr.services.shown import Look
from tests.services.carol import Asked, alice, approved, ask, token_in
from tests.services.paper_scene import HOME, enter, facts_of, post_code
from tests.services.read_rows import staff
from tests.services.standing import claimed
from tests.services.test_fates import bounce, letter, refused, send_all
from tests.services.test_proof_letters import doubted

Deed = Callable[[Session], object]


def tried(kit: Kit, asked: Asked, deed: Deed, seen: str = "") -> object:
    with kit.database.transaction() as session:
        return shown.send(session, asked.receipt.reference, lambda: deed(session), seen=seen, vault=kit.vault, settings=kit.settings)


def look(kit: Kit, asked: Asked, deed: Deed) -> Look:
    """What there is to see; nothing is changed by it."""
    before = rows(kit)
    found = tried(kit, asked, deed)
    assert isinstance(found, Look)
    assert rows(kit) == before, "a look changes nothing"
    return found


def rows(kit: Kit) -> dict[str, list[str]]:
    """Everything in the database."""
    with kit.database.reading() as session:
        return {table.name: sorted(map(repr, session.execute(select(table)).all())) for table in Base.metadata.sorted_tables}


def sent(kit: Kit, asked: Asked, deed: Deed) -> tuple[Look, list[Message]]:
    """Looked at and sent; the letters that were written."""
    with kit.database.reading() as session:
        last = session.execute(select(func.max(Message.id))).scalar() or 0
    found = look(kit, asked, deed)
    assert not isinstance(tried(kit, asked, deed, found.seen), Look)
    with kit.database.reading() as session:
        return found, list(session.execute(select(Message).where(Message.id > last).order_by(Message.id)).scalars())


def asks_for_proof(kit: Kit, doubt: int, by: Actor) -> Deed:
    return lambda session: proof_letters.ask(session, doubt, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def posts_code(kit: Kit, asked: Asked, by: Actor) -> Deed:
    return lambda session: posted.write(session, asked.receipt.reference, Known.ON_FILE, where="CRM", by=by, now=kit.now(), vault=kit.vault,
                                        settings=kit.settings)


def sends_link(kit: Kit, asked: Asked, by: Actor) -> Deed:
    return lambda session: deliver.resend(session, asked.part_id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def sees_to(kit: Kit, asked: Asked, kind: str, way: str, **more: str) -> Deed:
    number = letter(kit, asked, kind).id
    return lambda session: unreached.see_to(session, asked.receipt.reference, number, way, by=staff(session), now=kit.now(), vault=kit.vault,
                                            settings=kit.settings, **more)


def test_what_asks_for_proof_leaves_word_for_word_as_it_was_seen(kit: Kit) -> None:
    asked, by = ask(kit, is_proven=False), alice(kit)
    send_all(kit)
    found, _ = sent(kit, asked, asks_for_proof(kit, doubted(kit, asked, Doubt.EMPLOYER_MAY_POSE), by))
    (one,) = found.letters
    send_all(kit)
    mail = kit.mailer.letters[-1]  # type: ignore[attr-defined]
    assert (mail.recipient, mail.locale, mail.subject, mail.text) == (one.to, one.locale, one.subject, one.text)
    assert (one.kind, one.is_on_paper, one.hides) == ("proof_asked", False, False)


def test_all_letters_of_a_step_are_shown_and_no_secret_of_a_link(kit: Kit) -> None:
    asked, by = ask(kit), alice(kit)
    claim = claimed(kit, asked)
    found, _ = sent(kit, asked, lambda session: representatives.ask(
        session, asked.receipt.reference, claim, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings))
    assert [(one.kind, one.to, one.hides) for one in found.letters] == [
        ("mandate_asked", "ulla@forbundet.example", False), ("mandate_wanted", "Carol@havblik.example", True)]
    send_all(kit)
    with kit.database.reading() as session:
        token = token_in(session, kit, asked.request_id, "mandate_wanted")
    mail = kit.mailer.letters[-1]  # type: ignore[attr-defined]
    assert token in mail.text
    assert mail.text.replace(token, "…") == found.letters[1].text


def test_a_code_is_shown_by_its_shape_and_the_one_before_opens_as_long_as_nothing_was_sent(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    first = post_code(kit, asked, by)
    found = look(kit, asked, posts_code(kit, asked, by))
    (one,) = found.letters
    assert "XXXX-XXXX-XXXX" in one.text
    assert (one.to, one.is_on_paper, one.hides) == (HOME, True, True)
    with kit.database.transaction() as session:
        posted.read_out(session, asked.receipt.reference, first, by=by, now=kit.now(), vault=kit.vault)


def test_a_letter_with_a_code_is_printed_as_it_was_seen_but_for_the_code(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    found, (row,) = sent(kit, asked, posts_code(kit, asked, by))
    with kit.database.transaction() as session:
        code = str(facts_of(session, kit, asked.request_id, "posted_code")["code"])
        envelope = post.take(session, row.id, by=by, now=kit.now(), vault=kit.vault)
    assert code not in repr(found)
    subject, paragraphs = post.words(envelope, settings=kit.settings)
    assert (subject, "\n\n".join(paragraphs).replace(code, "XXXX-XXXX-XXXX")) == (found.letters[0].subject, found.letters[0].text)


def test_a_link_is_closed_by_the_new_one_only_when_that_is_sent(kit: Kit) -> None:
    asked, _ = approved(kit)
    with kit.database.transaction() as session:
        by = staff(session)
    found, written = sent(kit, asked, sends_link(kit, asked, by))
    assert [one.kind for one in found.letters] == [row.kind for row in written] == ["answer_ready"]
    with kit.database.reading() as session:
        links = session.execute(select(Delivery).order_by(Delivery.id)).scalars().all()
        assert [one.superseded_at is None for one in links] == [False, True]


def test_a_refusal_that_is_posted_instead_is_shown_with_its_reason(kit: Kit) -> None:
    asked = refused(kit)
    bounce(kit, letter(kit, asked, "refused").id)
    with kit.database.transaction() as session:
        contact_points.set_postal(session, asked.request_id, HOME, now=kit.now(), vault=kit.vault)
    found, (row,) = sent(kit, asked, sees_to(kit, asked, "refused", "post"))
    assert "It does not fit." in found.letters[0].text
    assert row.transport is Transport.POST


def test_what_writes_no_letter_is_done_at_once(kit: Kit) -> None:
    asked = ask(kit)
    send_all(kit)
    bounce(kit, letter(kit, asked, "received").id)
    assert tried(kit, asked, sees_to(kit, asked, "received", "told", said="Read to her on the phone.")) is None
    assert letter(kit, asked, "received").attended_at is not None


def test_another_letter_than_the_one_that_was_seen_is_shown_again(kit: Kit) -> None:
    asked, by = ask(kit, is_proven=False), alice(kit)
    deed = asks_for_proof(kit, doubted(kit, asked), by)
    before = look(kit, asked, deed)
    with kit.database.transaction() as session:
        session.get_one(Request, asked.request_id).locale = "fi"
    after = tried(kit, asked, deed, before.seen)
    assert isinstance(after, Look)
    assert after.letters[0].locale == "fi"
    assert after.seen != before.seen


def test_what_is_refused_is_refused_before_anything_is_shown(kit: Kit) -> None:
    asked, by = ask(kit), alice(kit)
    with pytest.raises(Conflict):
        tried(kit, asked, sends_link(kit, asked, by))
    with pytest.raises(NotFound), kit.database.transaction() as session:
        shown.send(session, "DSR-0000-0000-0", lambda: None, seen="", vault=kit.vault, settings=kit.settings)


def test_whatever_opens_something_in_any_letter_is_a_secret() -> None:
    of_links = {name for plan in PLANS.values() for _, name, _, _ in Formatter().parse(plan.link) if name}
    codes = {part.key for plan in PLANS.values() for part in plan.parts if part.shape is Shape.CODE}
    assert (of_links | codes) - {"reference", "incident"} == set(shown.SECRETS)
