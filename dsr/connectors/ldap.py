"""Directories that speak LDAP version 3: entries are rows, attributes are columns.

Invariant: only mapped attributes are asked for, and what comes back is checked once more; a directory compares as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from dsr.connectors.base import Query
from dsr.connectors.faults import Place
from dsr.connectors.ldap_schema import DN
from dsr.connectors.ldap_session import Session, check_constant
from dsr.connectors.ldap_settings import settings
from dsr.connectors.ldap_values import reader
from dsr.connectors.ldap_where import Area, area, where
from dsr.domain.dataset import Collection, Source
from dsr.domain.keys import Batch, Lookup
from dsr.domain.match import Matcher, needed, statements
from dsr.domain.optional import searchable

KEYS_A_STATEMENT = 500
SPELLED_A_STATEMENT = 50  # a telephone number is looked up in dozens of ways
_SPELLED = ("phone_number", "sip_uri", "mac")


class LdapConnector:
    """config: url, bind_dn, password, starttls, allow_plain, ca_file, base, timeout_s (of one page, default 60), page_size (500),
    ignore_referrals."""

    kind: ClassVar[str] = "ldap"
    keys_a_scan: ClassVar[int] = 0

    def __init__(self, source: Source) -> None:
        self._source = source
        self._place = Place(source.key)
        self._settings = settings(source.config, self._place)
        self._session: Session | None = None

    def probe(self) -> None:
        self._open()

    def collect(self, query: Query) -> Iterator[Batch]:
        """Entries owned by the query's keys, each once. Raises SourceError."""
        if not any(lookup.keys for lookup in query.lookups):
            return
        place = Place(self._source.key, str(query.collection.address))
        at = area(query.collection.location, self._settings.base, place)
        session = self._open()
        cut = statements(searchable(query.lookups, query.collection, session.schema), _size(query.lookups))
        if not cut or self._is_absent(at, query.collection, session):
            return
        columns = tuple(dict.fromkeys([*query.columns, *needed(query.collection, query.lookups)]))
        read = reader(columns, query.collection, session.schema, place)
        self._check(at, query.collection, session, place)
        matcher = Matcher(query.collection, self._source, columns, cut)
        attributes = [name for name in columns if name != DN and name in session.schema] or ["1.1"]  # RFC 4511, 4.5.1.8: none
        for number, statement in enumerate(cut):
            condition = where(statement, query.collection, self._source, at, session.schema, place)
            for entries in session.pages(at, condition, attributes, place) if condition else ():
                own = [row[:len(query.columns)] for row in matcher.take([read(entry) for entry in entries], number)]
                for start in range(0, len(own), query.batch_rows):
                    yield Batch(query.columns, own[start:start + query.batch_rows])

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _open(self) -> Session:
        if self._session is not None and not self._session.is_open:  # broken off; the next collection tries again
            self.close()
        if self._session is None:
            self._session = Session(self._settings, self._place)
        return self._session

    def _is_absent(self, at: Area, collection: Collection, session: Session) -> bool:
        """Whether this directory knows none of the classes of what not every directory has."""
        return collection.is_optional and bool(at.classes) and not any(name.lower() in session.schema.classes for name in at.classes)

    def _check(self, at: Area, collection: Collection, session: Session, place: Place) -> None:
        for name in () if collection.is_optional else at.classes:
            session.schema.check_class(name, place)
        if at.constant:
            check_constant(at.constant, session.schema, place)


def _size(lookups: tuple[Lookup, ...]) -> int:
    return SPELLED_A_STATEMENT if any(lookup.kind in _SPELLED for lookup in lookups) else KEYS_A_STATEMENT
