"""Requests as a desk of some years has them, written by bulk inserts: most are closed, 40 % were never confirmed, companies and words are spread as
Zipf says. Values that a list shows are really sealed, and search tokens really keyed, so that pages do all of their work."""

from __future__ import annotations

import random
import secrets
from bisect import bisect
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import Engine

from dsr.db import Base
from dsr.domain.reference import new_reference
from dsr.models import IdentityRow
from dsr.services import cases
from dsr.services.briefing import identity_context
from dsr.services.search_words import PURPOSE
from dsr.vault import Vault, ephemeral_key

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
COMPANIES, WORDS, EVENTS = 200, 20_000, 10
_OPEN_SHARE, _UNCONFIRMED, _BY_MAIL = 0.10, 0.40, 0.3
_CONFIRMED = (("triage", 30), ("referred", 12), ("collecting", 20), ("reviewing", 22), ("executing", 4), ("delivering", 12))
Rows = defaultdict[str, list[dict[str, Any]]]


class Zipf:
    """Draws a number below `most`; the n-th is drawn in proportion to 1/n."""

    def __init__(self, most: int, draw: random.Random) -> None:
        self._sums, self._draw = list(accumulate(1 / number for number in range(1, most + 1))), draw

    def next(self) -> int:
        return bisect(self._sums, self._draw.random() * self._sums[-1])


class People:
    """Makes requests, a batch at a time; the same seed makes the same ones, but for keys and references."""

    def __init__(self, vault: Vault, seed: int = 7) -> None:
        self._vault, self._draw = vault, random.Random(seed)
        self._company, self._word = Zipf(COMPANIES, self._draw), Zipf(WORDS, self._draw)
        self._given, self._family = Zipf(300, self._draw), Zipf(3000, self._draw)
        self._tokens: dict[str, str] = {}
        self.references: list[str] = []

    def batch(self, first: int, last: int, total: int) -> Rows:
        """All rows of the requests with these numbers, of `total` that came one after the other over some years."""
        rows: Rows = defaultdict(list)
        for number in range(first, last):
            self._request(rows, number, is_open=self._draw.random() < _OPEN_SHARE, age=(total - number) / total)
        return rows

    def token(self, form: str) -> str:
        if form not in self._tokens:
            if len(self._tokens) > 100_000:
                self._tokens.clear()
            self._tokens[form] = self._vault.token(PURPOSE, form)
        return self._tokens[form]

    def _request(self, rows: Rows, number: int, *, is_open: bool, age: float) -> None:
        draw, company = self._draw, self._company.next() + 1
        is_confirmed, is_mail = draw.random() >= _UNCONFIRMED, draw.random() < _BY_MAIL
        at = NOW - (timedelta(days=draw.randrange(0, 36)) if is_open else timedelta(days=40 + 900 * age))
        reference, handle = new_reference(secrets.token_bytes(16)), ephemeral_key()
        name = f"given{self._given.next()} family{self._family.next()}"
        phone, email = f"+45{draw.randrange(20_000_000, 99_999_999)}", f"person{number}@company{company}.example"
        wrapped = self._vault.wrap(handle, f"{number}:case")
        self.references.append(reference)
        told = {"name": name, "email": email, "employer": f"Company {company} A/S", "numbers": phone, "message": "Everything, please."}
        sealed = {field: handle.seal(text.encode(), cases.place(reference, field)) for field, text in told.items()}
        rows["request"].append({
            "id": number, "reference": reference, "intake_key": f"bench:{number}", "entity_id": 1, "locale": "da", "attach": True, "pass_on": True,
            "channel": "mail" if is_mail else "portal", "received_at": at, "received_on": at.date(), **sealed, "pickup_hash": "p" * 64,
            "pickup": "given", "status_tries": 0, "confirm_hash": f"{number:064d}", "confirm_expires_at": at + timedelta(days=30),
            "confirmed_at": at if is_confirmed else None, "by_post": False, "search_rules": 1})
        rows["data_key"].append({"request_id": number, "key_class": "case", "master_id": wrapped[0], "wrapped": wrapped[1], "created_at": at})
        identity = IdentityRow(request_id=number, kind="email", token=f"{number:064d}", claimed_how="form", value=b"")
        rows["identity"].append({"request_id": number, "kind": "email", "value": handle.seal(email.encode(), identity_context(identity)),
                                 "token": identity.token, "claimed_how": "form",
                                 "proven_how": "email_link" if is_confirmed else None, "proven_at": at if is_confirmed else None})
        self._part(rows, number, company, at, is_open=is_open, is_confirmed=is_confirmed)
        self._around(rows, number, at)
        forms = {reference, email, phone, *name.split(), "company", str(company)}
        said = {f"word{self._word.next()}" for _ in range(25)} if is_mail else set[str]()
        rows["search_token"] += [{"request_id": number, "token": self.token(form), "of_mail": form not in forms} for form in forms | said]

    def _part(self, rows: Rows, number: int, company: int, at: datetime, *, is_open: bool, is_confirmed: bool) -> None:
        draw, state = self._draw, "closed"
        if is_open:
            state = draw.choices([name for name, _ in _CONFIRMED], [share for _, share in _CONFIRMED])[0] if is_confirmed else "verifying"
        due = at.date() + timedelta(days=30 if state != "delivering" else 35)
        is_companys = draw.random() < 0.3
        rows["part"].append({
            "id": number, "request_id": number, "number": 1, "right": draw.choices(["access", "erasure", "rectification"], [80, 14, 6])[0],
            "role": "processor" if is_companys else "controller", "company_id": company if is_companys else None, "state": state, "due_on": due,
            "nominal_on": due, "plan_on": due - timedelta(days=7), "keeper_id": draw.choice([None, 1, 2, 3]), "print_all": False, "conceals": False,
            "outcome": None if is_open else "fulfilled" if is_confirmed else "unverified",
            "closed_at": None if is_open else at + timedelta(days=20, seconds=number % 86_400)})
        if is_confirmed and state not in ("triage", "referred"):
            is_failed = draw.random() < 0.02
            rows["task"].append({"part_id": number, "kind": "collect", "round": 1, "stage": 0, "needs": "[]", "source_key": "crm",
                                 "state": "failed" if is_failed else "done", "attempts": 1, "due_at": at, "rows_seen": 9, "finished_at": at})
        if is_open and draw.random() < 0.05:
            rows["pause"].append({"request_id": number, "kind": "identity", "started_on": TODAY - timedelta(days=3)})

    def _around(self, rows: Rows, number: int, at: datetime) -> None:
        for count in range(EVENTS):
            rows["event"].append({"request_id": number, "seq": count + 1, "at": at, "actor_kind": "system", "name": "letter_sent", "facts": "{}",
                                  "previous": "0" * 64, "digest": f"{number:056d}{count:08d}"})
        for kind in ("confirm", "received"):
            state = self._draw.choices(["sent", "bounced"], [98, 2])[0]
            rows["message"].append({
                "request_id": number, "kind": kind, "transport": "mail", "occasion": kind, "message_id": f"<{number}.{kind}@bench.example>",
                "locale": "da", "recipient": b"sealed", "context": b"sealed", "state": state, "attempts": 1, "due_at": at, "created_at": at,
                "sent_at": at})


def write(engine: Engine, rows: Rows) -> None:
    """COPY on Postgres, many rows at once on SQLite; in the order in which tables refer to each other."""
    for table in Base.metadata.sorted_tables:
        found = rows.get(table.name)
        if not found:
            continue
        names = list({name: None for row in found for name in row})
        if engine.dialect.name == "postgresql":
            raw = engine.raw_connection()
            listed = ", ".join(f'"{name}"' for name in names)
            with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:  # type: ignore[attr-defined]
                for row in found:
                    copy.write_row([row.get(name) for name in names])
            raw.commit()
            raw.close()
        else:
            with engine.begin() as connection:
                connection.execute(table.insert(), [{name: row.get(name) for name in names} for row in found])


def search_words(count: int) -> list[str]:
    """Words of mails, from the rarest to the commonest."""
    return [f"word{round((WORDS - 1) ** (1 - place / (count - 1))) - 1}" for place in range(count)]
