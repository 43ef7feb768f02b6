"""Two workers read mails of one address in the same moment, on a real Postgres; and what a worker that died left in the store."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from dsr.domain.mail_in import Became, Unsure
from dsr.kit import Kit
from dsr.mail.imap import Lying
from dsr.models import IncomingMail
from dsr.services import mail_store
from dsr.services.mail_store import Came
from tests.conftest import Opener
from tests.services.mailing import a_mail, arrives, requests
from workers import inbox, upkeep


@pytest.fixture
def own(kit: Kit, open_fresh: Opener) -> Iterator[Kit]:
    with open_fresh("postgres") as database:
        yield replace(kit, database=database)


def test_two_mails_of_one_address_read_at_once_are_one_request(own: Kit) -> None:
    came = [Came(Lying(number, 1, None), raw := a_mail(), mail_store.digest_of(raw, own.vault)) for number in (1, 2)]
    sealed = mail_store.put(came, frozenset(), store=own.store, vault=own.vault)
    with own.database.transaction() as session:
        mail_store.keep(session, "privacy", 1, sealed, now=own.now(), vault=own.vault)
    event.listen(Session, "before_commit", _linger)
    both = [threading.Thread(target=inbox.place_next, args=(own,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    event.remove(Session, "before_commit", _linger)
    with own.database.reading() as session:
        became = {(row.became, row.unsure) for row in session.execute(select(IncomingMail)).scalars()}
    assert became == {(Became.REQUEST, None), (None, Unsure.OPEN_REQUEST)}
    assert len(requests(own)) == 1


def _linger(_session: Session) -> None:
    time.sleep(0.2)


def test_a_sealed_mail_whose_worker_died_before_its_row_is_removed_later_and_no_other_is(kit: Kit) -> None:
    (row,) = arrives(kit, a_mail())
    came = [Came(Lying(9, 1, None), raw := a_mail(), mail_store.digest_of(raw, kit.vault)) for _ in range(2)]
    old, young = (mail_store.put([one], frozenset(), store=kit.store, vault=kit.vault)[0].path for one in came)
    folder = kit.settings.store_dir
    for path, age in ((row.path, timedelta(hours=2)), (old, timedelta(hours=2)), (young, timedelta(minutes=5))):
        at = (kit.now() - age).timestamp()
        os.utime(folder / path, (at, at))
    upkeep.orphans(kit)
    assert {f"mail/{one.name}" for one in (folder / "mail").iterdir()} == {row.path, young}
