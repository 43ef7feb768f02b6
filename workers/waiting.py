"""Jobs of the ticker about those who are waited for: the clock that stands, reminders of what was asked, and the end of waiting."""

from __future__ import annotations

from contextlib import suppress

from dsr.domain.errors import VaultError
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import notice_proof, pauses, proof_letters, waited
from dsr.services import unfetched as unfetched_answers


def waiting(kit: Kit) -> None:
    """Move the days of requests whose clock stands, remind each week, start the clock again after too long a silence, count notices that nobody
    objected to, and close what nobody has proven."""
    with kit.database.reading() as session:
        standing, asked = pauses.lasting(session), proof_letters.asked(session, now=kit.now())
        told = notice_proof.over(session, now=kit.now())
        is_lost = notice_proof.is_waited_for(session, now=kit.now())
        silent = proof_letters.unconfirmed(session, now=kit.now())
    if is_lost:
        kit.dispatcher.ring(Queue.WORK)
    for request_id in standing:
        with kit.database.transaction() as session:
            pauses.recount_of(session, request_id, now=kit.now())
    for doubt_id in asked:
        with kit.database.transaction() as session:
            proof_letters.remind(session, doubt_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        unanswered = waited.standing(session, now=kit.now())  # what was closed just now waits no more
    for pause_id in unanswered:
        with kit.database.transaction() as session:
            waited.remind(session, pause_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    for proof_id in told:
        with kit.database.transaction() as session:
            notice_proof.mature(session, proof_id, now=kit.now(), vault=kit.vault)
    for request_id in silent:
        with kit.database.transaction() as session:
            proof_letters.give_up(session, request_id, now=kit.now(), vault=kit.vault, settings=kit.settings)


def unfetched(kit: Kit) -> None:
    """Remind of answers that nobody has fetched, and in the end have them posted, or close what is answered."""
    with kit.database.reading() as session:
        found = unfetched_answers.waiting(session)
    for part_id in found:
        with kit.database.transaction() as session, suppress(VaultError):  # shredded: nothing is left to hand over
            unfetched_answers.go_on(session, part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    if found:
        kit.dispatcher.ring(Queue.MAIL)
