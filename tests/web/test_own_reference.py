"""Each company knows its part by a reference of its own: no letter, page or file of it holds the request's, and the desk finds it by either."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import orjson
import pypdfium2  # type: ignore[import-untyped]
import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import CompanyContact, CompanyReference, Document, Message, Part, Referral, Request
from dsr.services import own_reference
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.two_companies import Scene, handed_over
from tests.web.browser import Browser, words
from tests.web.conftest import sign_in
from workers import post, upkeep


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = handed_over(kit)
    made.divide()
    upkeep.pass_on(made.kit)
    send(made)
    return made


def send(scene: Scene) -> None:
    while post.send_next(scene.kit):
        pass


def reference(scene: Scene) -> str:
    with scene.kit.database.reading() as session:
        return session.get_one(Request, scene.request_id).reference


def own(scene: Scene, company: int) -> str:
    with scene.kit.database.reading() as session:
        return own_reference.of(session, scene.part(company).id, company)


def mails(scene: Scene, company: int) -> Iterator[bytes]:
    """To whoever speaks for a company, as they leave."""
    with scene.kit.database.reading() as session:
        to = session.get_one(CompanyContact, scene.contacts[company]).email
    for letter in scene.kit.mailer.letters:  # type: ignore[attr-defined]
        if letter.recipient == to:
            yield repr(letter).encode()


def token(scene: Scene, company: int, kind: str, fact: str) -> str:
    """Of the newest letter of a kind."""
    with scene.kit.database.reading() as session:
        wanted = select(Message).where(Message.part_id == scene.part(company).id, Message.kind == kind).order_by(Message.id.desc())
        message = session.execute(wanted).scalars().first()
        assert message is not None
        handle = key_of(session, scene.request_id, KeyClass.CORRESPONDENCE, vault=scene.kit.vault)
        return str(orjson.loads(handle.open(message.context, f"message:{message.message_id}:context"))[fact])


def pages(app: Flask, scene: Scene, company: int, kind: str) -> Iterator[bytes]:
    """Behind the link of the newest letter: every page, and every file on them."""
    browser, path = Browser(app), f"/company/{token(scene, company, kind, 'token')}"
    yield browser.get(path).data
    browser.post(path)
    yield browser.follow().data
    assert browser.post(f"{path}/code", code=token(scene, company, "company_code", "code")).status_code == 303
    yield browser.follow().data
    with scene.kit.database.reading() as session:
        referral_id = session.execute(select(Referral.id).where(Referral.part_id == scene.part(company).id)).scalar_one()
        files = list(session.execute(select(Document.id)).scalars()) if kind == "company_package" else []
    yield browser.get(f"/company/request/{referral_id}").data
    for number in files:
        found = browser.get(f"/company/request/{referral_id}/file/{number}")
        assert found.status_code == 200
        yield repr(found.headers).encode()
        yield from unpacked(found.data)


def unpacked(data: bytes) -> Iterator[bytes]:
    """A file as it is, and what lies in it."""
    yield data
    if data.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(data)
        yield repr(document.get_metadata_dict()).encode()
        yield "".join(page.get_textpage().get_text_range() for page in document).encode()
        for number in range(document.count_attachments()):
            yield from unpacked(bytes(document.get_attachment(number).get_data()))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            for name in bundle.namelist():
                yield name.encode()
                yield from unpacked(bundle.read(name))


def test_no_byte_of_what_a_company_gets_holds_the_reference_of_the_request_or_of_another_company(app: Flask, scene: Scene) -> None:
    of_request, nord, hav = reference(scene), own(scene, scene.nord), own(scene, scene.hav)
    assert len({of_request, nord, hav, ""}) == 4
    seen = {nord: [*pages(app, scene, scene.nord, "company_package")], hav: [*pages(app, scene, scene.hav, "company_asked")]}
    send(scene)
    got = {nord: [*seen[nord], *mails(scene, scene.nord)], hav: [*seen[hav], *mails(scene, scene.hav)]}
    for mine, others in ((nord, hav), (hav, nord)):
        assert sum(mine.encode() in one for one in got[mine]) >= 4, "two pages, the letter that asks, the code"
        for forbidden in (of_request, others):
            assert [one[:200] for one in got[mine] if forbidden.encode() in one or forbidden.removeprefix("DSR-").encode() in one] == []
    assert any(nord.encode() in one for one in seen[nord] if one.startswith(b"{")), "the file for machines"


def test_the_person_and_the_desk_keep_theirs_and_the_desk_finds_the_request_by_either(app: Flask, kit: Kit, scene: Scene) -> None:
    told = [letter.text for letter in kit.mailer.letters if own(scene, scene.nord) in letter.text and "/company/" not in letter.text]  # type: ignore[attr-defined]
    assert [text for text in told if "Carol" in text] == []
    clerk = sign_in(app, kit, "clerk@fjordtel.example", StaffRole.CLERK)
    for company in (scene.nord, scene.hav):
        for typed in (own(scene, company), own(scene, company).lower().removeprefix("dsr-")):
            assert clerk.get(f"/desk/requests/{typed}").headers["Location"] == f"/desk/requests/{reference(scene)}"
        assert own(scene, company) in words(clerk.get(f"/desk/requests/{reference(scene)}"))
    assert clerk.get("/desk/requests/DSR-0110-5VXN-9").status_code == 404


def test_who_has_a_companys_reference_reaches_nothing_at_the_door_of_the_person(app: Flask, scene: Scene) -> None:
    browser = Browser(app)
    browser.get("/status")
    wrong = browser.post("/status", reference=own(scene, scene.nord), code="AAAA-AAAA-AAAA")
    never = browser.post("/status", reference="DSR-0110-5VXN-9", code="AAAA-AAAA-AAAA")
    assert (wrong.status_code, words(wrong).replace(own(scene, scene.nord), "")) == (never.status_code, words(never).replace("DSR-0110-5VXN-9", ""))


def test_a_part_that_goes_to_another_company_has_another_reference_there_and_the_old_one_still_leads_to_it(kit: Kit, scene: Scene) -> None:
    with kit.database.transaction() as session:
        part = session.get_one(Part, scene.part(scene.hav).id)
        before = own(scene, scene.hav)
        assert own_reference.give(session, part, scene.nord) not in ("", before)
        assert own_reference.give(session, part, scene.hav) == before
        assert own_reference.request_of(session, before) == reference(scene)
        assert len(session.execute(select(CompanyReference).where(CompanyReference.part_id == part.id)).scalars().all()) == 2
