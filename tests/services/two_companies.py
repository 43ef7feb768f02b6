"""Carol works for two customer companies, and is known to us besides. One source holds both companies, another is the system of one alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from dsr.domain.actor import COMPANY, Actor
from dsr.domain.data_kind import DataKind
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source, TimeColumn
from dsr.domain.instruction import Decision, Given
from dsr.domain.parties import Choice, Party
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import ALWAYS
from dsr.domain.words import Right, Role, State
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Company, CompanyContact, Part, Request
from dsr.services import briefing, collect, instructions, ledger, parts, planning, scope, sign_off
from dsr.services.answer import Haul
from dsr.services.instructions import Signed
from dsr.services.keys import key_for
from dsr.services.perform import open_chunk
from dsr.vault import KeyClass
from tests.services import proven
from tests.services.archive import work
from tests.services.carol import alice, ask
from tests.services.customers import a_company, a_contact
from tests.services.drafted import approve, seen
from tests.services.told import told
from workers import upkeep

NORD, HAV = "nordlys.example", "havblik.example"
MAIL = "carol@nordlys.example"
CARDS, USERS, BOXES, NOTES = Address("crm", "cards"), Address("pbx", "users"), Address("pbx", "boxes"), Address("hotel", "notes")
CALLS = Address("switch", "calls")


def _crm() -> Source:
    cards = Collection(CARDS, (Field("mail", ("user.contact.email",), "email", "email"), Field("name", ("user.name",))))
    return Source("crm", "memory", {"tables": {"cards": [{"mail": MAIL, "name": "Carol"}]}}, (Dataset("crm", (cards,)),), revision="r1")


def _pbx() -> Source:
    """Of both companies: the rows say whose they are."""
    users = Collection(USERS, (Field("mail", ("user.contact.email",), "email", "email"), Field("box", ("user.unique_id",)), Field("firm")),
                       tenant="firm", role=Role.PROCESSOR)
    boxes = Collection(BOXES, (Field("box", ("user.unique_id",), references=(Reference(USERS, "box", "from"),)), Field("firm"),
                               Field("said", ("user.content.private",), party=Choice(Party.CONTENT))),
                       tenant="firm", role=Role.PROCESSOR, data_kind=DataKind.CONTENT)
    rows: Mapping[str, list[dict[str, object]]] = {
        "users": [{"mail": MAIL, "box": "1", "firm": NORD}, {"mail": MAIL, "box": "1", "firm": HAV},
                  {"mail": "bo@x.example", "box": "2", "firm": HAV}],
        "boxes": [{"box": "1", "firm": NORD, "said": "from the north"}, {"box": "1", "firm": HAV, "said": "from the sea"},
                  {"box": "2", "firm": HAV, "said": "to Bo"}]}
    return Source("pbx", "memory", {"tables": rows}, (Dataset("pbx", (users, boxes)),), role=Role.PROCESSOR, revision="r1")


def _hotel() -> Source:
    """The system of one company alone."""
    notes = Collection(NOTES, (Field("mail", ("user.contact.email",), "email", "email"), Field("note", ("user.name",))), role=Role.PROCESSOR)
    rows = {"notes": [{"mail": MAIL, "note": "of the sea"}]}
    return Source("hotel", "memory", {"tables": rows}, (Dataset("hotel", (notes,)),), role=Role.PROCESSOR, revision="r1", tenant=HAV)


def _switch() -> Source:
    """What we bill by: contested."""
    calls = Collection(CALLS, (Field("mail", ("user.contact.email",), "email", "email"), Field("a", ("user.behavior",), kind="phone_number"),
                               Field("b", ("user.behavior",), kind="phone_number"), Field("at", ("user.behavior",))), time=TimeColumn("at"))
    rows = {"calls": [{"mail": MAIL, "a": "31000417", "b": "31000418", "at": "2026-03-01T10:00:00Z"}]}
    return Source("switch", "memory", {"tables": rows}, (Dataset("switch", (calls,)),), revision="r1")


BOOK = SourceBook(told((_crm(), _pbx(), _hotel(), _switch())))


@dataclass(frozen=True, slots=True)
class Scene:
    """Carol's request, confirmed; the companies and who speaks for them."""

    kit: Kit
    by: Actor
    request_id: int
    nord: int
    hav: int
    contacts: Mapping[int, int]

    def parts(self) -> list[Part]:
        with self.kit.database.reading() as session:
            return list(session.execute(select(Part).where(Part.request_id == self.request_id).order_by(Part.number)).scalars())

    def part(self, company: int | None, right: Right = Right.ACCESS) -> Part:
        return next(one for one in self.parts() if one.company_id == company and one.right is right)

    def works_at(self, tenant: str, company: int) -> None:
        """The ledger learns that she holds a line there."""
        with self.kit.database.transaction() as session:
            ledger.state(session, self.request_id, "extension", "614", tenant=tenant, company_id=company, holder=Holder.SUBJECT, window=ALWAYS,
                         how=HowKnown.STAFF, by=self.by, now=self.kit.now(), vault=self.kit.vault, reason="As the contract says.")
        self.divide()

    def divide(self) -> list[Part]:
        with self.kit.database.transaction() as session:
            return parts.divide(session, self.request_id, now=self.kit.now(), vault=self.kit.vault, settings=self.kit.settings)

    def prove(self) -> None:
        """She is known to the privacy manager, and who decides about call records is signed."""
        with self.kit.database.transaction() as session:
            proven.make(session, session.get_one(Request, self.request_id).reference, now=self.kit.now())

    def decide(self, company: int, decision: Decision, kind: DataKind | None = None) -> None:
        """The company tells us what to do with its part."""
        with self.kit.database.transaction() as session:
            instructions.give(session, self.part(company).id, {kind: Given(decision, "so")}, Signed(contact_id=self.contacts[company]),
                              by=COMPANY, now=self.kit.now(), vault=self.kit.vault,
                              settings=self.kit.settings)

    def collected(self, company: int | None) -> Haul:
        """What the part of a company (None: ours) gives."""
        part = self.part(company)
        with self.kit.database.transaction() as session:
            collect.start(session, part.id, move="recollect" if part.state is State.REVIEWING else "collect", by=self.by, now=self.kit.now(),
                          book=self.kit.sources)
        work(self.kit)
        with self.kit.database.reading() as session:
            own = session.get_one(Part, part.id)
            return briefing.haul(session, own.id, planning.load(own.search_plan or ""))

    def rows(self, haul: Haul) -> dict[str, list[tuple[object, ...]]]:
        """What lies sealed of it, by collection."""
        with self.kit.database.transaction() as session:
            key = key_for(session, self.request_id, KeyClass.EVIDENCE, vault=self.kit.vault, now=self.kit.now())
        found: dict[str, list[tuple[object, ...]]] = {}
        for chunk in haul.sealed:
            found.setdefault(str(chunk.address), []).extend(open_chunk(chunk, self.kit.store, key).rows)
        return found


def asked(kit: Kit, email: str = MAIL, employer: str = "Nordlys A/S") -> Scene:
    """She writes from the mailbox of one of them."""
    own = replace(kit, sources=BOOK)
    with kit.database.transaction() as session:
        nord = a_company(session, "Nordlys A/S", key=NORD)
        hav = a_company(session, "Havblik ApS", domain=HAV, key=HAV, registration="20304050")
        contacts = {nord.id: a_contact(session, nord).id, hav.id: a_contact(session, hav, "privacy@havblik.example").id}
        ids = nord.id, hav.id
    made = ask(own, is_proven=False, email=email, employer=employer)
    return Scene(own, alice(own), made.request_id, *ids, contacts)


def handed_over(kit: Kit) -> Scene:
    return approved(kit, Decision.HAND_OVER)


def approved(kit: Kit, decision: Decision) -> Scene:
    """Nordlys has decided so of its part, and it is approved. Havblik was asked as well."""
    made = asked(kit)
    made.works_at(NORD, made.nord)
    made.works_at(HAV, made.hav)
    made.prove()
    upkeep.pass_on(made.kit)
    made.decide(made.nord, decision)
    with made.kit.database.transaction() as session:
        seen_so = scope.sources_of(session, session.get_one(Part, made.part(made.nord).id), made.kit.sources.sources)
        sign_off.sign(session, [one for source in seen_so for one in source.collections()], by=made.by, now=made.kit.now())
    made.collected(made.nord)
    part_id = made.part(made.nord).id
    approve(made.kit, part_id, seen(made.kit, part_id), made.by)
    return made


def company(scene: Scene, company_id: int, **changed: object) -> None:
    """Something about a company is otherwise."""
    with scene.kit.database.transaction() as session:
        row = session.get_one(Company, company_id)
        for name, value in changed.items():
            setattr(row, name, value)


def contact(scene: Scene, company_id: int) -> CompanyContact:
    with scene.kit.database.reading() as session:
        return session.get_one(CompanyContact, scene.contacts[company_id])
