"""The whole house behind its web pages: an employer with its staff, and a desk that sends everything that it is let send.

`House` is our side: workers and two of our own who press every button that leads to an answer. `Person` is somebody at a browser, with the mailboxes
and the lines that they read; `loot` is all that they ever saw: pages, mails, messages, files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace

import pypdfium2  # type: ignore[import-untyped]
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from dsr.app import create_app
from dsr.domain.capability import StaffRole
from dsr.domain.words import Role, State
from dsr.kit import Kit
from dsr.mail.sink import ListMailer
from dsr.mapping import SourceBook
from dsr.models import Part, Request
from dsr.phone.base import TextMessage
from dsr.phone.sink import ListPhone
from dsr.services import own_entity, sign_off
from tests.eid.provider import Running
from tests.fakes import FrozenNow
from tests.never.employer_systems import BOSS, HAVBLIK, NORDLYS, PEOPLE, RIVAL, systems
from tests.services import proven
from tests.services.carol import alice
from tests.services.customers import a_company, a_contact
from tests.services.line_scene import read_code
from tests.web.browser import Browser
from tests.web.conftest import FORM, sign_in
from tests.web.test_eid import begin, finish
from workers import errands, post, tasks, upkeep, waiting

_LINK = re.compile(r"https?://[^\s/]+(/[^\s]+)")
_CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$", re.MULTILINE)
_FILE = re.compile(r'href="(/(?:answer|company/request/\d+)/file/\d+)"')


@dataclass
class House:
    """Our side."""

    kit: Kit
    app: Flask
    eid: Running
    desk: tuple[Browser, ...]

    @property
    def mails(self) -> ListMailer:
        assert isinstance(self.kit.mailer, ListMailer)
        return self.kit.mailer

    @property
    def phone(self) -> ListPhone:
        assert isinstance(self.kit.phone, ListPhone)
        return self.kit.phone

    def work(self) -> None:
        """Every worker and every job of the ticker, until nothing is left to do."""
        jobs: tuple[Callable[[Kit], object], ...] = (upkeep.divide, upkeep.pass_on, upkeep.hold, upkeep.remind, upkeep.codes, upkeep.expire,
                                                     upkeep.hand_over, waiting.waiting, upkeep.withdrawn_rows, upkeep.spent)
        for _ in range(2):
            while errands.recognise_next(self.kit) or errands.tell_next(self.kit) or tasks.work_next(self.kit) or post.send_next(self.kit):
                pass
            for job in jobs:
                job(self.kit)

    def later(self, **by: float) -> None:
        assert isinstance(self.kit.now, FrozenNow)
        self.kit.now.forward(**by)
        self.work()

    def answer(self) -> None:
        """Two of our own collect and approve whatever the desk lets them, and doubt nothing."""
        self.work()
        for page in self._parts(State.TRIAGE):
            self.press(0, f"{page}/collect")
        for page in self._parts(State.REVIEWING):
            self.press(0, f"{page}/recollect")
        self.work()
        for page in self._parts(State.REVIEWING):
            for who in range(len(self.desk)):
                if self.desk[who].get(f"{page}/draft").status_code == 200:
                    assert self.desk[who].post(f"{page}/respond").status_code == 303
        self.work()

    def press(self, who: int, path: str, **fields: str) -> int:
        """A button at the desk, with the token of a page of it."""
        self.desk[who].get("/desk/enter")
        status = self.desk[who].post(path, **fields).status_code
        assert status < 500
        return status

    def _parts(self, state: State) -> list[str]:
        with self.kit.database.reading() as session:
            wanted = select(Request.reference, Part.number).join(Part, Part.request_id == Request.id).where(Part.state == state).order_by(Part.id)
            rows = session.execute(wanted).all()
            return [f"/desk/requests/{reference}/parts/{number}" for reference, number in rows]


class Watched(Browser):
    """A browser that keeps all it was ever shown."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.shown: list[str] = []

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._kept(super().get(path, **headers))

    def post_bare(self, path: str, **fields: str) -> TestResponse:
        return self._kept(super().post_bare(path, **fields))

    def _kept(self, page: TestResponse) -> TestResponse:
        assert page.status_code < 500, page.get_data(as_text=True)[:500]
        data = page.get_data()
        self.shown.append(_text_of_pdf(data) if data.startswith(b"%PDF") else data.decode(errors="replace"))
        return page


@dataclass
class Person:
    """Somebody who reads `mailboxes`, a domain of them by `@domain`, and holds `lines` in their hand."""

    house: House
    mailboxes: tuple[str, ...]
    lines: tuple[str, ...] = ()
    browser: Watched = field(init=False)
    reference: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        self.browser = Watched(self.house.app)

    def ask(self, **form: str) -> None:
        """The form, and the button in the mail if it came to a mailbox of theirs."""
        self.browser.get("/")
        assert self.browser.post("/", **{**FORM, "numbers": "", "employer": "Havblik ApS", "language": "en", **form}).status_code == 303
        page = self.browser.follow().get_data(as_text=True)
        self.reference = page.split('<span class="ref"><strong>')[1].split("<")[0]
        self.code = page.split('translate="no">')[1].split("<")[0] if 'translate="no">' in page else ""
        self.house.work()
        self.press("/confirm/")
        self.house.work()

    def mails(self) -> list[str]:
        """What came to their mailboxes."""
        return [f"{one.subject}\n{one.text}" for one in self.house.mails.letters
                if any(one.recipient.lower() == own or (own.startswith("@") and one.recipient.lower().endswith(own)) for own in self.mailboxes)]

    def links(self, start: str) -> list[str]:
        """Paths of links of one kind in their mails, the newest first."""
        return [path for text in reversed(self.mails()) for path in _LINK.findall(text) if path.startswith(start)]

    def press(self, start: str, **fields: str) -> int:
        """The button behind the newest link of a kind; 0 where they have none."""
        for path in self.links(start)[:1]:
            self.browser.get(path)
            return self.browser.post(path, **fields).status_code
        return 0

    def open(self) -> None:
        """Their request, by reference and pick-up code."""
        self.browser.get("/status")
        self.browser.post("/status", reference=self.reference, code=self.code)
        self.browser.get("/status/request")

    def by_line(self, number: str) -> None:
        """A code to the line, and the code of it where they read it."""
        self.open()
        self.browser.get("/prove/line")
        self.browser.post("/prove/line", number=number, way="sms")
        self.house.work()
        for code in self.codes()[-1:]:
            self.browser.get("/prove/line/code")
            self.browser.post("/prove/line/code", code=code)
        self.house.work()

    def by_eid(self, name: str) -> None:
        """An electronic identity of this name."""
        self.open()
        finish(self.browser, self.house.eid, begin(self.browser), name)
        self.house.work()

    def codes(self) -> list[str]:
        return [read_code(text) for text in self.messages() if re.search(r"\d{4} \d{4}", text)]

    def messages(self) -> list[str]:
        """What came to their lines."""
        return [one.text if isinstance(one, TextMessage) else str(one) for one in self.house.phone.sent if one.to in self.lines]

    def fetch(self) -> None:
        """Open every link to an answer with the code that they have, and take all files."""
        for path in self.links("/answer/"):
            self.browser.get(path)
            if self.browser.post(path, code=self.code).status_code == 303:
                self._take(self.browser.follow())

    def besiege(self, decision: str) -> None:
        """All that somebody can do for an open request of theirs: their lines, their identity, the company's page; then every answer."""
        self.house.answer()  # a code leaves only once a search has tied the line
        for line in self.lines:
            self.by_line(line)
        self.by_eid("Bob Lund")
        self.house.answer()
        self.as_company(decision=decision)
        self.house.answer()
        self.fetch()
        self.as_company()

    def as_company(self, **decision: str) -> None:
        """On the company's page: decide about all its requests, confirm every line, take every file."""
        for path in self.links("/company/")[:1]:
            self.browser.get(path)
            self.browser.post(path)
            self.house.work()
            code = _CODE.search(self.mails()[-1])
            self.browser.get(f"{path}/code")
            self.browser.post(f"{path}/code", code=code[0] if code else "")
            home = self.browser.get("/company").get_data(as_text=True)
            for one in dict.fromkeys(re.findall(r'href="(/company/request/\d+)"', home)):
                page = self.browser.get(one).get_data(as_text=True)
                if decision:
                    lines = dict.fromkeys(re.findall(r'name="(line-[0-9a-f]{16})"', page), "yes")
                    self.browser.post(one, do="give", **lines, **decision)
                self._take(self.browser.get(one))
        self.house.work()

    def _take(self, page: TestResponse) -> None:
        for path in dict.fromkeys(_FILE.findall(page.get_data(as_text=True))):
            self.browser.get(path)

    def loot(self) -> str:
        return "\n".join([*self.browser.shown, *self.mails(), *self.messages()])

    def secrets(self) -> set[str]:
        """Whose rows they have seen."""
        return set(re.findall(r"secret-[a-z-]+", self.loot()))


@contextmanager
def a_house(make_kit: Callable[..., Kit], now: FrozenNow) -> Iterator[House]:
    """Everything signed that staff sign, two companies, and an electronic identity for everybody."""
    eid = Running(now, "http://127.0.0.1:8000/prove/eid/back")
    eid.provider.people = tuple(dict.fromkeys(name for _, name, _, _ in PEOPLE))
    kit = replace(make_kit(), sources=SourceBook(systems()), phone=ListPhone(lines={}), mailer=ListMailer(), eid=eid.party)
    try:
        app = create_app(kit)
        by = alice(kit)
        with kit.database.transaction() as session:
            own_entity.own(session, kit.settings)
            for name, key, domain, contact, number in (("Havblik ApS", HAVBLIK, "havblik.example", BOSS, "20304050"),
                                                       ("Nordlys A/S", NORDLYS, "nordlys.example", RIVAL, "10203040")):
                company = a_company(session, name, key=key, domain=domain, registration=number)
                a_contact(session, company, contact).locale = "en"
                proven.sign(session, company.entity_id, now=now())
            sign_off.sign(session, [replace(one, role=Role.CONTROLLER) for source in kit.sources.sources for one in source.collections()], by=by,
                          now=now())
        yield House(kit, app, eid, (sign_in(app, kit, "first@fjordtel.example", StaffRole.MANAGER),
                                    sign_in(app, kit, "second@fjordtel.example", StaffRole.MANAGER)))
    finally:
        eid.stop()


def _text_of_pdf(data: bytes) -> str:
    with closing(pypdfium2.PdfDocument(io.BytesIO(data))) as made:
        return "\n".join(page.get_textpage().get_text_range() for page in made)
