"""A made-up company in which every value carries a mark, so that any mark can be looked for in whatever an answer is written to.

A mark is `zq` and a number between letters; it stands in a cell exactly once, and no two cells share one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

ME, OTHER, OWN_LINE = "me@nordlys.example", "other@nordlys.example", "+4578770201"
TERMS = ("{purpose: {en: Selling}, legal_basis: {en: Contract}, "
         "retention: {ground: contract, period: P5Y}, recipients: [Nobody A/S], origin: {en: You}}")
SCHEMA = """
create table contacts (email text, name text, badge text, serial text);
create table calls (email text, at datetime, line text, caller text, caller_name text, hidden text, note text, seconds integer, switch text);
create table numbers (email text, direction text, caller text, called text, hidden text, note text);
create table voicemail (email text, said text);
"""
SOURCE = """\
source:
  key: world
  label: {en: World, da: Verden}
  connector: sql
  config: {url: "sqlite:///%s"}
  role: controller
  timezone: Europe/Copenhagen
  country: DK
  terms: %s
  dataset:
    - fides_key: world
      collections:
        - name: contacts
          dsr_meta: {label: {en: Contacts, da: Kontakter}}
          fields:
            - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}, dsr_meta: {label: {en: Email, da: E-mail}}}
            - {name: name, data_categories: [user.name], dsr_meta: {label: {en: Name, da: Navn}}}
            - {name: badge, data_categories: [user.unique_id], dsr_meta: {label: {en: Badge, da: Skilt}, secret: true}}
            - {name: serial, data_categories: [system.operations], dsr_meta: {label: {en: Serial, da: Serie}}}
        - name: calls
          dsr_meta: {label: {en: Calls, da: Opkald}, time: at}
          fields:
            - name: email
              data_categories: [user.contact.email]
              fides_meta: {identity: email}
              dsr_meta: {label: {en: Email, da: E-mail}, side: callee, about: account}
            - {name: at, data_categories: [user.behavior], dsr_meta: {label: {en: Time, da: Tid}}}
            - {name: line, data_categories: [user.behavior], dsr_meta: {label: {en: Line, da: Linje}}}
            - name: caller
              data_categories: [user.behavior]
              dsr_meta: {label: {en: From, da: Fra}, side: caller, about: device, withheld: {column: hidden, in: ["1"]}}
            - {name: caller_name, data_categories: [user.behavior], dsr_meta: {label: {en: Caller, da: Ringer}, side: caller, about: name}}
            - {name: hidden, data_categories: [system.operations], dsr_meta: {label: {en: Hidden, da: Skjult}}}
            - {name: note, data_categories: [user.content], dsr_meta: {label: {en: Note, da: Note}}}
            - {name: seconds, data_categories: [user.behavior], dsr_meta: {label: {en: Length, da: Varighed}, unit: seconds}}
            - {name: switch, data_categories: [system.operations], dsr_meta: {label: {en: Switch, da: Central}}}
        - name: numbers
          dsr_meta: {label: {en: Numbers, da: Numre}}
          fields:
            - name: email
              data_categories: [user.contact.email]
              fides_meta: {identity: email}
              dsr_meta:
                label: {en: Email, da: E-mail}
                side: {when: {column: direction, in: ["in"]}, then: callee, else: caller}
                about: account
            - {name: direction, data_categories: [user.behavior], dsr_meta: {label: {en: Direction, da: Retning}}}
            - name: caller
              data_categories: [user.behavior]
              dsr_meta: {label: {en: From, da: Fra}, side: caller, about: number, withheld: {column: hidden, in: ["1"]}}
            - {name: called, data_categories: [user.behavior], dsr_meta: {label: {en: To, da: Til}, side: callee, about: number}}
            - {name: note, data_categories: [user.content], dsr_meta: {label: {en: Note, da: Note}}}
        - name: voicemail
          dsr_meta: {label: {en: Voicemail, da: Telefonsvarer}, role: processor}
          fields:
            - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}, dsr_meta: {label: {en: Email, da: E-mail}}}
            - {name: said, data_categories: [user.content], dsr_meta: {label: {en: Said, da: Sagt}}}
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A row of calls; `before` and `after` stand around the mark of its note."""

    is_mine: bool
    at: str
    is_hidden: bool
    seconds: int | None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """A row of numbers: with whom, who rang, and whether the caller withheld the number."""

    is_mine: bool
    is_outgoing: bool
    person: int
    is_hidden: bool
    spelling: str

    @property
    def number(self) -> str:
        return f"2{self.person}947{self.person}83"  # eight digits, like those of no other number here

    @property
    def written(self) -> str:
        return self.spelling.format(self.number)


@dataclass(slots=True)
class World:
    """What was put where. `shown` has the marks of every row that is shown, by collection and in order; `left_out` those that are nowhere."""

    folder: Path
    shown: dict[str, list[list[str]]] = field(default_factory=lambda: {"contacts": [], "calls": [], "numbers": []})
    left_out: list[str] = field(default_factory=list)
    _count: int = 0

    def mark(self) -> str:
        self._count += 1
        return f"zq{self._count:05d}qz"

    def hide(self) -> str:
        self.left_out.append(self.mark())
        return self.left_out[-1]

    def build(self, contacts: list[bool], calls: list[Call], voicemails: list[bool], rings: list[Ring]) -> Path:
        """The database and the folder of its source file. `contacts` and `voicemails` say of each row whether it is mine."""
        path = self.folder / "world.sqlite"
        with sqlite3.connect(path) as db:
            db.executescript(SCHEMA)
            db.executemany("insert into contacts values (?,?,?,?)", [self._contact(is_mine) for is_mine in contacts])
            db.executemany("insert into calls values (?,?,?,?,?,?,?,?,?)", [self._call(one) for one in calls])
            db.executemany("insert into numbers values (?,?,?,?,?,?)", [self._ring(one) for one in rings])
            db.executemany("insert into voicemail values (?,?)", [(ME if is_mine else OTHER, self.hide()) for is_mine in voicemails])
        db.close()
        sources = self.folder / "sources"
        sources.mkdir()
        (sources / "world.yml").write_text(SOURCE % (path, TERMS), encoding="utf-8")
        return sources

    def _contact(self, is_mine: bool) -> tuple[object, ...]:
        name = self.mark() if is_mine else self.hide()
        if is_mine:
            self.shown["contacts"].append([name])
        return (ME if is_mine else OTHER, name, self.hide(), self.hide())

    def _call(self, call: Call) -> tuple[object, ...]:
        if not call.is_mine:
            return (OTHER, call.at, self.hide(), self.hide(), self.hide(), "0", self.hide(), call.seconds, self.hide())
        line, note = self.mark(), self.mark()
        caller = self.hide()  # of the other end only its number is shown, and never who withheld it
        self.shown["calls"].append([line, note])
        return (ME, call.at, line, caller, self.hide(), "1" if call.is_hidden else "0", f"{call.before}{note}{call.after}", call.seconds, self.hide())

    def _ring(self, ring: Ring) -> tuple[object, ...]:
        note = self.mark() if ring.is_mine else self.hide()
        if ring.is_mine:
            self.shown["numbers"].append([note])
        ends = (OWN_LINE, ring.written) if ring.is_outgoing else (ring.written, OWN_LINE)
        is_hidden = ring.is_hidden and not ring.is_outgoing
        return (ME if ring.is_mine else OTHER, "out" if ring.is_outgoing else "in", *ends, "1" if is_hidden else "0", note)


def told(rings: list[Ring], word: str) -> list[str | None]:
    """What the answer says of the caller of each of my rows, where the numbers of callers are cut: in the order of the rows."""
    dialled = {ring.number for ring in rings if ring.is_mine and ring.is_outgoing}
    names: dict[str, str] = {}
    cells: list[str | None] = []
    for ring in (ring for ring in rings if ring.is_mine):
        if ring.is_outgoing:
            cells.append(OWN_LINE)
        elif ring.is_hidden:
            cells.append(None)
        elif ring.number in dialled:
            cells.append(f"+45{ring.number}")
        else:
            name = names.setdefault(ring.number, f"{word} {len(names) + 1:02}")
            cells.append(f"{ring.spelling.format(ring.number[:5] + 'xxx')} ({name})")
    return cells
