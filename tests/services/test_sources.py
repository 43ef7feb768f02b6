"""A folder of source files has one revision, however often and by whomever it is published."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dsr.db import Database
from dsr.domain.dataset import Source
from dsr.mapping import SourceBook
from dsr.models import MappingRevision
from dsr.services.sources import publish
from tests.conftest import NOW


def book(**revisions: str) -> SourceBook:
    return SourceBook(tuple(Source(key=key, connector="memory", config={"url": "hunter2"}, datasets=(), revision=revision)
                            for key, revision in revisions.items()))


def test_the_same_folder_is_published_once(each_database: Database) -> None:
    with each_database.transaction() as session:
        first = publish(session, book(crm="a", pbx="b"), now=NOW)
        again = publish(session, book(pbx="b", crm="a"), now=NOW + timedelta(days=1))
        assert (again.id, again.published_at) == (first.id, NOW)
        assert session.execute(select(func.count()).select_from(MappingRevision)).scalar() == 1


def test_a_changed_source_is_a_new_revision(each_database: Database) -> None:
    with each_database.transaction() as session:
        rows = [publish(session, one, now=NOW) for one in (book(crm="a"), book(crm="b"), book(crm="a", pbx="b"), SourceBook())]
        assert len({row.id for row in rows}) == len({row.digest for row in rows}) == 4


def test_a_revision_holds_keys_and_hashes_only(database: Database) -> None:
    with database.transaction() as session:
        row = publish(session, book(crm="a"), now=NOW)
        assert json.loads(row.sources) == {"crm": "a"}


def test_two_that_publish_at_once_have_one_row(each_database: Database) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        with each_database.transaction() as session:
            first = publish(session, book(crm="a"), now=NOW)
            second = elsewhere.submit(_published, each_database)
            with pytest.raises(TimeoutError):  # it waits for the first to be durable, or to be gone
                second.result(timeout=0.3)
        assert second.result(timeout=30) == first.id


def _published(database: Database) -> int:
    with database.transaction() as session:
        return publish(session, book(crm="a"), now=NOW).id
