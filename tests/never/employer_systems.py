"""What our systems hold of an employer's people. Each row of what telephones did and said bears the word `secret-` and the name of whose it is:
Erik had Carol's number before her, Dave shares a line with her, somebody else has her name, and she works for two companies.
"""

from __future__ import annotations

from dsr.domain.dataset import Address, Collection, Dataset, Field, Holders, Reference, Source, TimeColumn
from dsr.domain.parties import Choice, Party
from dsr.domain.words import Role
from tests.services.told import told

HAVBLIK, NORDLYS = "havblik.fjordtel.example", "nordlys.fjordtel.example"
BOSS, RIVAL = "boss@havblik.example", "privacy@nordlys.example"     # who speak for the companies
CAROLS, SHARED, BOBS, NAMESAKES, AT_NORDLYS = "+4531000417", "+4531000418", "+4531000419", "+4531000420", "+4531000421"
WORK, HOME = "carol@havblik.example", "carol@freemail.example"
PEOPLE = [(1, "Carol Ærø", WORK, HOME), (2, "Bob Lund", "bob@havblik.example", "bob@freemail.example"),
          (3, "Dave Holm", "dave@havblik.example", "dave@freemail.example"), (4, "Erik Berg", "erik@havblik.example", "erik@freemail.example"),
          (5, "Carol Ærø", "carol.aeroe@havblik.example", "carol.aeroe@freemail.example")]
HELD = [(CAROLS, 4, "2025-01-01", "2026-06-01", HAVBLIK), (CAROLS, 1, "2026-06-01", None, HAVBLIK), (SHARED, 1, "2025-01-01", None, HAVBLIK),
        (SHARED, 3, "2025-01-01", None, HAVBLIK), (BOBS, 2, "2025-01-01", None, HAVBLIK), (NAMESAKES, 5, "2025-01-01", None, HAVBLIK),
        (AT_NORDLYS, 1, "2025-01-01", None, NORDLYS)]
CALLS = [(CAROLS, "2026-05-31T10:00:00Z", "secret-erik", HAVBLIK), (CAROLS, "2026-06-02T10:00:00Z", "secret-carol", HAVBLIK),
         (CAROLS, "2026-11-24T08:00:00Z", "secret-carol-today", HAVBLIK), (SHARED, "2026-11-24T08:00:00Z", "secret-both", HAVBLIK),
         (BOBS, "2026-10-01T10:00:00Z", "secret-bob", HAVBLIK), (NAMESAKES, "2026-10-01T10:00:00Z", "secret-namesake", HAVBLIK),
         (AT_NORDLYS, "2026-10-01T10:00:00Z", "secret-carol-nordlys", NORDLYS)]
BOXES = [(1, HAVBLIK, "secret-carol-voice"), (1, NORDLYS, "secret-carol-nordlys-voice"), (2, HAVBLIK, "secret-bob-voice"),
         (5, HAVBLIK, "secret-namesake-voice"), (4, HAVBLIK, "secret-erik-voice")]


def systems() -> tuple[Source, ...]:
    people, lines, calls = Address("crm", "people"), Address("crm", "lines"), Address("cdr", "calls")
    mail = ("user.contact.email",)

    def refers(to: Address, name: str) -> tuple[Reference, ...]:
        return (Reference(to, name, "from"),)

    crm = (Collection(people, (Field("id", ("user.unique_id",)), Field("name", ("user.name",)), Field("work", mail, "email", "email"),
                               Field("home", mail, "email", "email"))),
           Collection(lines, (Field("number", ("user.contact.phone_number",), "phone_number", "phone_number"),
                              Field("person", ("user.unique_id",), references=refers(people, "id")), Field("since"), Field("until"),
                              Field("company")), tenant="company", valid=("since", "until"), holders=Holders("number", "person")))
    cdr = Collection(calls, (Field("number", ("user.behavior",), "phone_number", "phone_number", refers(lines, "number")), Field("at"),
                             Field("note", ("user.behavior",)), Field("company")), tenant="company", time=TimeColumn("at"))
    pbx = tuple(Collection(Address("pbx", name), (Field("person", ("user.unique_id",), references=refers(people, "id")), Field("company"), said),
                           tenant="company", role=Role.PROCESSOR)
                for name, said in (("users", Field("title", ("user.job_title",))),
                                   ("boxes", Field("said", ("user.content.private",), party=Choice(Party.SUBJECT)))))
    rows: dict[str, list[dict[str, object]]] = {
        "people": [dict(zip(("id", "name", "work", "home"), one, strict=True)) for one in PEOPLE],
        "lines": [dict(zip(("number", "person", "since", "until", "company"), one, strict=True)) for one in HELD],
        "calls": [dict(zip(("number", "at", "note", "company"), one, strict=True)) for one in CALLS],
        "users": [{"person": person, "company": company, "title": "Skipper"} for person, company, _ in BOXES],
        "boxes": [dict(zip(("person", "company", "said"), one, strict=True)) for one in BOXES]}
    return told(Source(key, "memory", {"tables": rows}, (Dataset(key, own),), country="DK", revision="r1", timezone="Europe/Copenhagen",
                       role=Role.PROCESSOR if key == "pbx" else Role.CONTROLLER)
                for key, own in (("crm", crm), ("cdr", (cdr,)), ("pbx", pbx)))
