"""Many companies at once, out of a file: what would become of each line is shown first, by doing it and taking it back.

Invariants: the same verbs as for one; a line that is refused stops all, so nothing is ever half imported; the same file twice changes nothing;
nothing is ended, and no state, no instruction and no sole trader is imported: those are decided one by one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.customer import ContactRole
from dsr.domain.errors import InvalidInput
from dsr.domain.mail_domain import normal
from dsr.models import Company
from dsr.services import audit, companies
from dsr.services import company_register as register
from dsr.services import company_terms as terms
from dsr.services.company_register import Facts

COLUMNS = ("key", "name", "country", "registration", "owner_email", "answer_days", "reseller", "domain", "contact_role", "contact_name",
           "contact_email", "contact_phone", "contact_language", "agreement", "version", "clause", "signed_on")
MOST_LINES = 20_000


class Became(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one line. `number` is its first in the file, the heading being 1; `error` says why it is refused."""

    number: int
    key: str
    became: Became
    error: InvalidInput | None = None


@dataclass(frozen=True, slots=True)
class Report:
    lines: tuple[Line, ...]

    def count(self, became: Became) -> int:
        return sum(line.became is became for line in self.lines)

    @property
    def is_refused(self) -> bool:
        return self.count(Became.REFUSED) > 0


@dataclass(frozen=True, slots=True)
class Given:
    """One line as it was read. What is empty is left as it is."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "").strip()


def read(content: bytes) -> list[Given]:
    """The lines of a CSV file in UTF-8; commas, semicolons or tabs between the columns, which are named in the first line.

    Raises InvalidInput(file): not_utf8, unknown_column, no_key_column, too_many_lines.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(field="file", problem="not_utf8") from None
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))
    names = [name.strip().lower() for name in next(reader, [])]
    if "key" not in names:
        raise InvalidInput(field="file", problem="no_key_column")
    if unknown := [name for name in names if name not in COLUMNS]:
        raise InvalidInput(field="file", problem="unknown_column", detail=", ".join(unknown)[:200])
    lines, number = list[Given](), reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            lines.append(Given(number, dict(zip(names, cells, strict=False))))
        number = reader.line_num + 1
        if len(lines) > MOST_LINES:
            raise InvalidInput(field="file", problem="too_many_lines")
    return lines


def carry_in(session: Session, lines: Iterable[Given], *, entity_id: int, today: date, by: Actor, now: datetime) -> Report:
    """Do what the lines say, and tell it. The caller takes everything back if one is refused, or if it was only to be shown.

    Raises NotAllowed.
    """
    by.must(Capability.TRIAGE)
    told = []
    for line in lines:
        try:
            with session.begin_nested():
                became = _line(session, line, entity_id=entity_id, today=today, by=by, now=now)
        except InvalidInput as error:
            told.append(Line(line.number, line["key"], Became.REFUSED, error))
        else:
            told.append(Line(line.number, line["key"], became))
    report = Report(tuple(told))
    if report.count(Became.ADDED) or report.count(Became.CHANGED):
        register.lock_chain(session)
        facts: dict[str, object] = {one.value: report.count(one) for one in Became}
        audit.record(session, None, "companies_imported", facts, by=by, now=now)
    return report


def _line(session: Session, line: Given, *, entity_id: int, today: date, by: Actor, now: datetime) -> Became:
    """One company, or something more of one that is there."""
    row = companies.by_key(session, line["key"])
    is_new = row is None
    if row is None:
        row = register.enter(session, line["key"], _facts(Facts(line["name"], ""), line), entity_id=entity_id, by=by, now=now)
        is_changed = True
    else:
        is_changed = register.describe(session, row.id, _facts(register.facts_of(session, row), line), by=by, now=now)
    if line["domain"]:
        is_changed |= _domains(session, row, line["domain"].split(), by, now)
    if line["contact_email"]:
        is_changed |= _contact(session, row, line, by, now)
    if line["agreement"]:
        is_changed |= _agreement(session, row, line, today, by, now)
    return Became.ADDED if is_new else Became.CHANGED if is_changed else Became.SAME


def _facts(known: Facts, line: Given) -> Facts:
    """What was known, with what the line gives."""
    days = line["answer_days"]
    if days and not (days.isascii() and days.isdecimal()):
        raise InvalidInput(field="answer_days", problem="bad_number")
    return replace(known, name=line["name"] or known.name, country=line["country"].upper() or known.country,
                   registration=line["registration"] or known.registration, owner_email=line["owner_email"] or known.owner_email,
                   answer_days=int(days) if days else known.answer_days, reseller_key=line["reseller"] or known.reseller_key)


def _domains(session: Session, row: Company, names: list[str], by: Actor, now: datetime) -> bool:
    known = {one.name for one in row.domains}
    missing = [name for name in dict.fromkeys(normal(name) for name in names) if name not in known]
    for name in missing:
        register.add_domain(session, row.id, name, by=by, now=now)
    return bool(missing)


def _contact(session: Session, row: Company, line: Given, by: Actor, now: datetime) -> bool:
    """Who ended stays ended: that somebody speaks again is said by hand."""
    try:
        role = ContactRole(line["contact_role"] or ContactRole.PRIVACY)
    except ValueError:
        raise InvalidInput(field="contact_role", problem="unknown_word") from None
    email = line["contact_email"].lower()
    if any(one.role is role and one.email == email for one in row.contacts):
        return False
    register.add_contact(session, row.id, role, name=line["contact_name"], email=email, phone=line["contact_phone"],
                         locale=line["contact_language"].lower() or "da", by=by, now=now)
    session.refresh(row, ["contacts"])
    return True


def _agreement(session: Session, row: Company, line: Given, today: date, by: Actor, now: datetime) -> bool:
    """One that ended stays ended."""
    try:
        signed_on = date.fromisoformat(line["signed_on"])
    except ValueError:
        raise InvalidInput(field="signed_on", problem="bad_day") from None
    if terms.has_agreement(session, row.id, line["agreement"], line["version"]):
        return False
    terms.add_agreement(session, row.id, reference=line["agreement"], version=line["version"], clause=line["clause"], signed_on=signed_on,
                        today=today, by=by, now=now)
    return True
