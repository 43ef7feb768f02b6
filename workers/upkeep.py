"""The jobs of the ticker. Each finds and dispatches, one request per transaction; none does the work itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog

from dsr.domain.errors import Conflict, DsrError
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import (
    audit,
    briefing,
    collect,
    drafts,
    entities,
    freeze,
    line_codes,
    mail_store,
    notices,
    parts,
    questions,
    referrals,
    search_words,
    tasks,
    verify,
    withdrawn,
)
from dsr.services import sweep as sweeping

_ORPHANS_OF = timedelta(days=2)
_STRAYS_AFTER = timedelta(hours=1)  # whoever reads a mailbox lets go of it long before
_SOME = 200  # a minute
_log = structlog.get_logger("upkeep")


def sweep(kit: Kit) -> None:
    """Free what lost its worker, wake what waits for nothing, ring for what is due."""
    with kit.database.transaction() as session:
        freed = sweeping.free(session, now=kit.now())
    if freed:
        _log.warning("freed", rows=freed)
    _strand(kit)
    with kit.database.reading() as session:
        queues = sweeping.due(session, now=kit.now())
    for queue in queues:
        kit.dispatcher.ring(queue)


def _strand(kit: Kit) -> None:
    """Go on where two tasks were settled in the same moment and neither saw the other."""
    with kit.database.reading() as session:
        asleep, collected, undrafted = sweeping.asleep(session), sweeping.collected(session), drafts.undrafted(session)
    for part_id, round_ in asleep:
        with kit.database.transaction() as session:
            tasks.wake(session, part_id, round_, now=kit.now())
    for part_id in collected:
        with kit.database.transaction() as session:
            collect.settle_if_done(session, part_id, now=kit.now())
    for part_id in undrafted:
        with kit.database.transaction() as session:
            drafts.ensure(session, part_id, now=kit.now())


def remind(kit: Kit) -> None:
    """Letters to those who have not confirmed their address, to owners of sources and to companies that have not answered."""
    after = timedelta(days=kit.settings.remind_days)
    with kit.database.reading() as session:
        found = sweeping.forgotten(session, now=kit.now(), after=after)
    domain = entities.mail_domain(kit.settings)
    for request_id in found:
        with kit.database.transaction() as session:
            sweeping.remind(session, request_id, now=kit.now(), vault=kit.vault, domain=domain)
    with kit.database.reading() as session:
        waiting = questions.to_remind(session, now=kit.now())
    for question_id in waiting:
        with kit.database.transaction() as session, suppress(Conflict):  # answered in this very moment
            questions.remind(session, question_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        silent = referrals.due(session, now=kit.now())
    for referral_id in silent:
        with kit.database.transaction() as session:
            referrals.go_on(session, referral_id, now=kit.now(), vault=kit.vault, settings=kit.settings)


def pass_on(kit: Kit) -> None:
    """Ask the companies that decide about parts of requests, or do what they have told us once and for all."""
    with kit.database.reading() as session:
        found = referrals.unasked(session)
    for part_id in found:
        try:
            with kit.database.transaction() as session:
                referrals.begin(session, part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
        except DsrError as error:  # one that cannot be passed on holds up none of the others
            _log.error("not_passed_on", part=part_id, why=type(error).__name__)
    if found:
        kit.dispatcher.ring(Queue.MAIL)


def hold(kit: Kit) -> None:
    """Collect what a source would forget while a request waits for staff."""
    with kit.database.reading() as session:
        found = freeze.wanted(session)
    opened = 0
    for part_id in found:
        with kit.database.transaction() as session:
            opened += freeze.begin(session, part_id, categories=briefing.CATEGORIES, now=kit.now(), book=kit.sources)
    if opened:
        kit.dispatcher.ring(Queue.WORK)


def expire(kit: Kit) -> None:
    """Go on without those who were asked and did not answer in time."""
    with kit.database.reading() as session:
        late = questions.over(session, now=kit.now())
    for question_id in late:
        with kit.database.transaction() as session:
            part_id = questions.expire(session, question_id, now=kit.now())
            if part_id is not None:
                collect.settle_if_done(session, part_id, now=kit.now())


def codes(kit: Kit) -> None:
    """Close codes to lines that nobody entered in time, and forget them."""
    with kit.database.reading() as session:
        late = line_codes.over(session, now=kit.now())
    for request_id in late:
        with kit.database.transaction() as session:
            line_codes.expire(session, request_id, now=kit.now(), vault=kit.vault)


def identify(kit: Kit) -> None:
    """Let requests on that staff entered, where who asks has been shown since by some other way than a code in the post."""
    with kit.database.reading() as session:
        found = verify.unidentified(session)
    for request_id in found:
        with kit.database.transaction() as session:
            verify.go_on(session, request_id, now=kit.now(), vault=kit.vault, settings=kit.settings)


def find_again(kit: Kit) -> None:
    """Make the search tokens of requests of older rules anew, some at a time."""
    with kit.database.reading() as session:
        found = search_words.outdated(session, most=_SOME)
    for request_id in found:
        with kit.database.transaction() as session:
            search_words.anew(session, request_id, vault=kit.vault, settings=kit.settings)


def divide(kit: Kit) -> None:
    """Open a company's part of each request of which the ledger has learned a company since."""
    with kit.database.reading() as session:
        found = parts.undivided(session)
    for request_id in found:
        with kit.database.transaction() as session:
            parts.divide(session, request_id, now=kit.now(), vault=kit.vault, settings=kit.settings)


def hand_over(kit: Kit) -> None:
    """Close what was passed on to a company and never came back."""
    today = kit.now().astimezone(ZoneInfo(kit.settings.entity_timezone)).date()
    with kit.database.reading() as session:
        found = notices.unheard(session, today=today)
    for part_id in found:
        with kit.database.transaction() as session:
            notices.hand_over(session, part_id, today=today, now=kit.now())


def anchor(kit: Kit) -> None:
    """Seal the heads of all chains, once a day of the entity."""
    now = kit.now()
    with kit.database.transaction() as session:
        audit.anchor(session, day=now.astimezone(ZoneInfo(kit.settings.entity_timezone)).date(), now=now)


def orphans(kit: Kit) -> None:
    """Delete what attempts left that came to nothing."""
    with kit.database.reading() as session:
        found = [*sweeping.orphans(session, kit.store, since=kit.now() - _ORPHANS_OF),
                 *mail_store.strays(session, kit.store, before=kit.now() - _STRAYS_AFTER)]
    for path in found:
        kit.store.delete(path)
    if found:
        _log.info("orphans_deleted", folders=len(found))


def spent(kit: Kit) -> None:
    """Delete the files of drafts that were replaced. The rows go last: what a crash leaves is found again."""
    with kit.database.reading() as session:
        found = drafts.thrown_away(session)
    for draft_id, folder in found:
        kit.store.delete(folder)
        with kit.database.transaction() as session:
            drafts.forget(session, draft_id)
    if found:
        _log.info("drafts_deleted", drafts=len(found))


def withdrawn_rows(kit: Kit) -> None:
    """Delete what was found for parts that the person withdrew."""
    with kit.database.reading() as session:
        found = withdrawn.left(session)
    for task_id, folder in found:
        kit.store.delete(folder)
        with kit.database.transaction() as session:
            withdrawn.forget(session, task_id)
    if found:
        _log.info("withdrawn_deleted", searches=len(found))
