"""The door of those who are asked: a look changes nothing, a code opens, no file is lost for another's fault, and one answer is one answer."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from dsr.app import create_app
from dsr.domain.asking import Cannot, Ending
from dsr.kit import Kit
from dsr.models import Part
from dsr.services import collect, enclosures
from dsr.services.keys import key_of
from dsr.services.read import question as read
from dsr.vault import KeyClass
from dsr.web import spool
from tests.services.archive import LETTERS, NOTES, Scene, archive, asked, files, later, register
from tests.web.browser import _HIDDEN, Browser, words
from workers import upkeep

PDF = b"%PDF-1.7 a letter from Carol"
PERSON = ("Carol", "havblik", "31000417", "Ærø")


@pytest.fixture
def make_scene(kit: Kit, make_kit: Callable[..., Kit]) -> Callable[..., tuple[Scene, Flask]]:
    """A question, and the application that asks it."""
    def made(*sources: object, **settings: object) -> tuple[Scene, Flask]:
        scene = asked(kit, *sources)  # type: ignore[arg-type]
        return scene, create_app(replace(make_kit(**settings), sources=scene.kit.sources))
    return made


@pytest.fixture
def scene_and_app(make_scene: Callable[..., tuple[Scene, Flask]]) -> tuple[Scene, Flask]:
    return make_scene()


@pytest.fixture
def scene(scene_and_app: tuple[Scene, Flask]) -> Scene:
    return scene_and_app[0]


@pytest.fixture
def app(scene_and_app: tuple[Scene, Flask]) -> Flask:
    return scene_and_app[1]


def enter(scene: Scene, app: Flask, language: str = "en") -> Browser:
    """Link, button, mailbox, code."""
    browser = Browser(app, language=language)
    browser.get(f"/question/{scene.token}")
    assert browser.post(f"/question/{scene.token}").status_code == 303
    browser.follow()
    assert browser.post(f"/question/{scene.token}/code", code=scene.letters("question_code")[-1]["code"]).headers["Location"] == "/question"
    browser.follow()
    return browser


def send(browser: Browser, *chosen: tuple[str, str, bytes], **fields: str) -> TestResponse:
    """The form with files: (field, name, content)."""
    assert browser.page is not None
    hidden = dict(_HIDDEN.findall(browser.page.get_data(as_text=True)))
    given = [(field, FileStorage(io.BytesIO(content), name)) for field, name, content in chosen]
    data = MultiDict([*({"do": "add"} | hidden | fields).items(), *given])
    boundary, body = encode_multipart(data)  # the client itself would leave a temporary file open
    browser.page = browser.client.post("/question", data=body, content_type=f'multipart/form-data; boundary="{boundary}"',
                                       headers={"Accept-Language": "en"})
    return browser.page


def everything(kit: Kit) -> list[str]:
    with kit.database.reading() as db:
        return [str(row) for table in Part.metadata.sorted_tables for row in db.execute(select(table))]


def ending(scene: Scene) -> tuple[Ending | None, Cannot | None]:
    with scene.kit.database.reading() as db:
        question = scene.question(db)
        return question.ending, question.reason


def names(scene: Scene) -> list[tuple[str, str]]:
    with scene.kit.database.reading() as db:
        evidence = key_of(db, scene.request_id, KeyClass.EVIDENCE, vault=scene.kit.vault)
        return [(one.address, enclosures.name_of(one, evidence)) for one in files(db)]


def test_a_look_at_the_link_changes_nothing_and_shows_nothing_of_the_person(scene: Scene, app: Flask) -> None:
    scene.code()
    before, scanner = everything(scene.kit), Browser(app)
    for path in (f"/question/{scene.token}", f"/question/{scene.token}/code", "/question"):
        for look in (scanner.head, scanner.get, scanner.get):
            page = look(path)
            assert page.status_code == (404 if path == "/question" else 200)
            assert not any(word in page.get_data(as_text=True) for word in (*PERSON, "Letters", "archive@"))
    assert everything(scene.kit) == before


@pytest.mark.parametrize("path", ["/question/never-was", "/question/never-was/code"])
def test_a_link_that_never_was_says_nothing(app: Flask, path: str) -> None:
    browser = Browser(app)
    browser.get("/status")
    assert browser.get(path).status_code == 404
    browser.get("/status")
    assert browser.post(path, code="AAAA-AAAA-AAAA").status_code == 404


def test_behind_the_code_stands_what_is_needed_and_no_more(scene: Scene, app: Flask) -> None:
    text = words(enter(scene, app).page)  # type: ignore[arg-type]
    for shown in ("Tuesday 8 December 2026", "Letters since 2019", "carol@havblik.example", "+4531000417", "Letters", "Notes", "email",
    "phone number"):
        assert shown in text
    for hidden in ("Carol Ærø", "secret-note", "Havblik ApS", "Everything, please."):
        assert hidden not in text


def test_the_name_is_shown_as_unproven_where_the_mapping_asks_for_it(make_scene: Callable[..., tuple[Scene, Flask]]) -> None:
    scene, app = make_scene(archive(show_name=True), register())
    assert "Carol Ærø as typed by the person, not proven" in words(enter(scene, app).page)  # type: ignore[arg-type]


def test_a_wrong_code_is_counted_and_after_several_a_new_one_is_needed(scene: Scene, app: Flask) -> None:
    browser, code = Browser(app), scene.code()
    browser.get(f"/question/{scene.token}/code")
    said = [words(browser.post(f"/question/{scene.token}/code", code="AAAA-AAAA-AAAA")) for _ in range(5)]
    assert all("does not fit" in text for text in said[:4])
    assert "too old or was tried too often" in said[4]
    assert browser.post(f"/question/{scene.token}/code", code=code).status_code == 403
    assert browser.post(f"/question/{scene.token}/code", code=" ").status_code == 422


def test_files_are_added_and_taken_back_and_wait_for_the_answer(scene: Scene, app: Flask) -> None:
    browser = enter(scene, app)
    assert send(browser, ("files-1", "brev.pdf", PDF), ("files-1", "to.txt", b"hej"), ("files-2", "notat.txt", b"hej")).status_code == 303
    text = words(browser.follow())
    assert names(scene) == [(str(LETTERS), "brev.pdf"), (str(LETTERS), "to.txt"), (str(NOTES), "notat.txt")]
    assert all(name in text for name in ("brev.pdf", "to.txt", "notat.txt"))
    assert send(browser, remove="2", do="").status_code == 303
    browser.follow()
    assert names(scene) == [(str(LETTERS), "brev.pdf"), (str(NOTES), "notat.txt")]
    with scene.kit.database.reading() as db:
        (one, _) = files(db)
        evidence = key_of(db, scene.request_id, KeyClass.EVIDENCE, vault=scene.kit.vault)
        assert b"".join(scene.kit.store.read(one.path, evidence, enclosures.file_context(one.path))) == PDF
    assert ending(scene) == (None, None)


def test_a_text_that_may_hold_a_national_number_is_kept_as_it_is_and_marked_for_staff(scene: Scene, app: Flask) -> None:
    send(enter(scene, app), ("files-1", "a.txt", b"cpr 070761-4285"), ("files-1", "b.txt", b"hej"))
    with scene.kit.database.reading() as db:
        assert [one.may_hold_national for one in files(db)] == [True, False]


def test_a_file_that_is_refused_is_named_with_its_rule_and_takes_no_other_with_it(scene: Scene, app: Flask) -> None:
    browser = enter(scene, app)
    page = send(browser, ("files-1", "virus.exe", b"MZ"), ("files-1", "brev.pdf", PDF), ("files-2", "tom.txt", b""),
    ("files-2", "../a\u202eb.pdf", b"x"),
                do="send", reply="files", note="see the cellar")
    text = words(page)
    assert page.status_code == 422
    for said in ("virus.exe: We do not take files of this kind.", "tom.txt: The file is empty.", "ab.pdf: The content is not what",
    "All other files were kept."):
        assert said in text
    assert names(scene) == [(str(LETTERS), "brev.pdf")]
    assert ending(scene) == (None, None)  # what was not taken could be what matters: it is sent once that is seen
    assert "see the cellar" in text
    assert 'value="files" checked' in page.get_data(as_text=True)


def test_what_was_chosen_goes_along_when_the_answer_is_sent(scene: Scene, app: Flask) -> None:
    browser = enter(scene, app)
    assert send(browser, ("files-1", "brev.pdf", PDF), do="send", reply="files").status_code == 303
    text = words(browser.follow())
    assert "Thank you. We have your answer." in text
    assert "Files 1" in text
    assert "brev.pdf" not in text
    assert (ending(scene), names(scene)) == ((Ending.FILES, None), [(str(LETTERS), "brev.pdf")])


@pytest.mark.parametrize(("fields", "said"), [
    ({}, "Choose one."), ({"reply": "all"}, "Choose one."), ({"reply": "files"}, "Nothing has been uploaded yet."),
    ({"reply": "cannot"}, "Why not: Please fill this in."),
    ({"reply": "cannot", "reason": "lazy"}, "Why not: Please fill this in."), ({"reply": "nothing", "note": "cpr 010190-1234"}, "national")])
def test_an_answer_that_is_not_whole_is_asked_for_again(scene: Scene, app: Flask, fields: dict[str, str], said: str) -> None:
    page = send(enter(scene, app), do="send", **fields)
    assert page.status_code == 422
    assert said in words(page)
    assert ending(scene) == (None, None)


@pytest.mark.parametrize(("fields", "expected"), [
    ({"reply": "nothing", "reason": "other"}, (Ending.NOTHING, None)),
    ({"reply": "cannot", "reason": "not_findable"}, (Ending.CANNOT, Cannot.NOT_FINDABLE))])
def test_an_answer_is_given_once_and_then_the_link_opens_the_receipt_only(scene: Scene, app: Flask, fields: dict[str, str],
                                                                          expected: tuple[Ending, Cannot | None]) -> None:
    browser = enter(scene, app)
    assert send(browser, do="send", **fields).status_code == 303
    assert ending(scene) == expected
    for one in (browser, Browser(app)):
        page = one.get(f"/question/{scene.token}")
        assert "Thank you. We have your answer." in words(page)
        assert "Send me a code" not in words(page)
        assert not any(word in page.get_data(as_text=True) for word in PERSON)
    browser.get("/status")
    send(browser, ("files-1", "late.pdf", PDF), do="send", reply="files")
    assert (ending(scene), names(scene)) == (expected, [])


def test_when_staff_went_on_the_link_says_that_nothing_is_needed(scene: Scene, app: Flask) -> None:
    browser = enter(scene, app)
    with scene.kit.database.transaction() as db:
        collect.go_on_without(db, scene.task(db).id, by=scene.by, now=scene.kit.now())
    assert "Nothing is needed any more" in words(Browser(app).get(f"/question/{scene.token}"))
    assert send(browser, ("files-1", "late.pdf", PDF)).status_code == 404
    assert names(scene) == []


def test_after_the_last_day_the_page_says_that_it_still_helps(scene: Scene, app: Flask) -> None:
    later(scene.kit, days=15)
    upkeep.expire(scene.kit)
    assert "what you send now still goes along" in words(Browser(app).get(f"/question/{scene.token}"))
    browser = enter(scene, app)
    send(browser, ("files-1", "brev.pdf", PDF), do="send", reply="files")
    assert ending(scene) == (Ending.FILES, None)


def test_who_is_not_let_in_is_not_even_read(scene: Scene, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Browser(app)
    stranger.get("/status")
    monkeypatch.setattr(spool, "Spool", lambda: pytest.fail("a file of a stranger was read"))
    big = b"x" * 1_000_000
    assert send(stranger, ("files-1", "brev.pdf", big)).status_code == 404
    assert names(scene) == []


def test_too_much_in_one_go_loses_nothing_of_what_was_there(make_scene: Callable[..., tuple[Scene, Flask]]) -> None:
    scene, app = make_scene(upload_mb=1, upload_file_mb=1, upload_files=2)
    browser = enter(scene, app)
    send(browser, ("files-1", "brev.pdf", PDF))
    browser.follow()
    page = send(browser, ("files-1", "big.txt", b"x" * 2_500_000))
    assert (page.status_code, names(scene)) == (413, [(str(LETTERS), "brev.pdf")])
    assert "together larger than 1 MB." in words(page)
    page = send(browser, ("files-1", "big.txt", b"x" * 1_100_000), ("files-1", "b.txt", b"x"), ("files-1", "c.txt", b"x"))
    assert "big.txt: The file is too large." in words(page)
    assert "c.txt: There are as many files as we can take." in words(page)
    assert names(scene) == [(str(LETTERS), "brev.pdf"), (str(LETTERS), "b.txt")]


def test_a_large_file_arrives_whole_and_lies_nowhere_in_plain(scene: Scene, app: Flask, tmp_path: Path) -> None:
    data = b"the secret of Carol\n" * 50_000
    page = send(enter(scene, app), ("files-1", "long.txt", data))
    assert page.status_code == 303, words(page)
    with scene.kit.database.reading() as db:
        (one,) = files(db)
        evidence = key_of(db, scene.request_id, KeyClass.EVIDENCE, vault=scene.kit.vault)
        assert b"".join(scene.kit.store.read(one.path, evidence, enclosures.file_context(one.path))) == data
        assert one.size == len(data)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"secret of Carol" in path.read_bytes()]


def test_the_session_of_an_owner_opens_nothing_of_the_person_whose_request_it_is(scene: Scene, app: Flask) -> None:
    browser = enter(scene, app)
    assert browser.get("/status/request").status_code == 303
    assert browser.get("/answer").status_code == 404
    assert browser.get("/desk/").status_code == 303


def test_an_owner_reads_their_language(scene: Scene, app: Flask) -> None:
    text = words(enter(scene, app, "da").page)  # type: ignore[arg-type]
    assert "Hvad har I om denne person?" in text
    assert "Breve" in text
    assert "tirsdag den 8. december 2026" in text


def test_a_standing_is_read_without_a_session(scene: Scene) -> None:
    with scene.kit.database.reading() as db:
        assert read.landing(db, scene.token, vault=scene.kit.vault).receipt is None
