"""The owner of a source behind their link: what a code opens and for how long, what becomes of files, and that one answer is one answer."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import select

from dsr.domain.asking import Cannot, Ending, Reply, Standing
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.uploads import Upload
from dsr.domain.words import Decision, NotReached, State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.models import Event, Question, Response
from dsr.services import audit, briefing, collect, drafts, enclosures, owners, planning, questions
from dsr.services.keys import key_of
from dsr.services.read import question as read
from dsr.vault import KeyClass
from tests.services.archive import LETTERS, NOTES, Scene, asked, files, later, states, work
from workers import upkeep

PDF = b"%PDF-1.7 a letter from Carol"


def enter(scene: Scene, code: str) -> str:
    """As the page does it: also what is refused is committed."""
    refused: NotAllowed | NotFound | None = None
    with scene.kit.database.transaction() as session:
        try:
            return owners.open_with_code(session, scene.token, code, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)
        except (NotAllowed, NotFound) as error:
            refused = error
    raise refused


def upload(scene: Scene, opened: str, name: str = "brev.pdf", address: str = str(LETTERS)) -> str:
    """A file, sealed on its shelf and kept; returns where."""
    kit = scene.kit
    with kit.database.transaction() as session:
        shelf = owners.shelf(session, opened, now=kit.now(), vault=kit.vault)
    with kit.store.create(shelf.path, shelf.handle, shelf.context) as file:
        file.write(PDF)
    with kit.database.transaction() as session:
        owners.keep(session, opened, Upload(name, "application/pdf"), address=address, path=shelf.path, size=len(PDF),
                    digest=hashlib.sha256(PDF).hexdigest(), now=kit.now(), vault=kit.vault)
    return shelf.path


def answer(scene: Scene, opened: str, reply: Reply, reason: Cannot | None = None, note: str = "") -> None:
    with scene.kit.database.transaction() as session:
        owners.answer(session, opened, reply, reason=reason, note=note, now=scene.kit.now(), vault=scene.kit.vault)


def events(scene: Scene) -> list[tuple[str, dict[str, object]]]:
    with scene.kit.database.reading() as session:
        own = select(Event).where(Event.actor_kind == "owner").order_by(Event.id)
        return [(event.name, json.loads(event.facts)) for event in session.execute(own).scalars()]


def test_a_link_that_never_was_opens_nothing(kit: Kit) -> None:
    asked(kit)
    with kit.database.reading() as session, pytest.raises(NotFound):
        read.landing(session, "no-such-token", vault=kit.vault)


def test_a_code_goes_to_the_mailbox_that_was_asked_and_only_its_hash_is_kept(kit: Kit) -> None:
    scene = asked(kit)
    code = scene.code()
    (letter,) = scene.letters("question_code")
    assert (letter["to"], letter["locale"], letter["minutes"]) == ("archive@fjordtel.example", "en", 15)
    assert "token" not in letter
    with kit.database.reading() as session:
        assert code not in str(vars(scene.question(session)))


def test_a_button_pressed_twice_sends_one_code_and_a_later_code_closes_the_earlier(kit: Kit) -> None:
    scene = asked(kit)
    first = scene.code()
    assert scene.code() == first
    later(kit, minutes=2)
    second = scene.code()
    assert len(scene.letters("question_code")) == 2
    with pytest.raises(NotAllowed):
        enter(scene, first)
    assert enter(scene, second.lower().replace("-", " "))


def test_a_code_opens_once_and_for_a_quarter_of_an_hour(kit: Kit) -> None:
    scene = asked(kit)
    code = scene.code()
    enter(scene, code)
    with pytest.raises(NotAllowed):
        enter(scene, code)
    later(kit, minutes=2)
    code = scene.code()
    later(kit, minutes=15)
    with pytest.raises(NotAllowed):
        enter(scene, code)


def test_after_several_wrong_codes_even_the_right_one_is_refused(kit: Kit) -> None:
    scene = asked(kit)
    code = scene.code()
    for _ in range(4):
        with pytest.raises(NotAllowed) as refused:
            enter(scene, "AAAA-AAAA-AAAA")
        assert refused.value.facts == {"reason": "wrong_code"}
    with pytest.raises(NotAllowed) as refused:
        enter(scene, "")
    assert refused.value.facts == {"reason": "locked"}
    with pytest.raises(NotAllowed):
        enter(scene, code)
    assert [name for name, _ in events(scene)] == ["question_code_sent", *["wrong_code"] * 5]
    later(kit, minutes=2)
    assert enter(scene, scene.code())


def test_a_session_ends_by_itself_and_the_next_one_closes_it(kit: Kit) -> None:
    scene = asked(kit)
    first = scene.opened()
    later(kit, minutes=2)
    second = scene.opened()
    with kit.database.reading() as session:
        assert owners.current(session, second, now=kit.now(), vault=kit.vault).id == scene.question(session).id
        for token in (first, "never"):
            with pytest.raises(NotFound):
                owners.current(session, token, now=kit.now(), vault=kit.vault)
    later(kit, minutes=30)
    with kit.database.reading() as session, pytest.raises(NotFound):
        owners.current(session, second, now=kit.now(), vault=kit.vault)


def test_the_code_of_one_question_opens_no_other(kit: Kit) -> None:
    one = asked(kit)
    code, other = one.code(), asked(kit, key="form:two", by=one.by)
    other.code()
    with kit.database.transaction() as session:  # not even where somebody has copied it from one row to the other
        first, second = session.execute(select(Question).order_by(Question.id)).scalars().all()
        second.code_hash = first.code_hash
    with pytest.raises(NotAllowed):
        enter(other, code)


def test_files_wait_until_the_question_ends_and_then_for_staff(kit: Kit) -> None:
    scene = asked(kit)
    opened = scene.opened()
    path = upload(scene, opened)
    upload(scene, opened, "notat.pdf", str(NOTES))
    assert PDF not in next((kit.settings.store_dir).glob(path)).read_bytes()
    with kit.database.reading() as session:
        assert enclosures.of_part(session, scene.part_id) == []
    answer(scene, opened, Reply.FILES)
    with kit.database.reading() as session:
        assert [(one.number, one.address, one.decision) for one in enclosures.of_part(session, scene.part_id)] == [
            (1, str(LETTERS), Decision.PENDING), (2, str(NOTES), Decision.PENDING)]
        evidence = key_of(session, scene.request_id, KeyClass.EVIDENCE, vault=kit.vault)
        assert enclosures.name_of(files(session)[0], evidence) == "brev.pdf"
        assert b"".join(kit.store.read(path, evidence, enclosures.file_context(path))) == PDF
        part = scene.part(session)
        assert part.state is State.REVIEWING
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        assert (haul.found[LETTERS], haul.found[NOTES], dict(haul.missed)) == (0, 0, {})


@pytest.mark.parametrize(("reply", "reason", "gap"), [
    (Reply.NOTHING, None, None), (Reply.CANNOT, Cannot.NOT_FINDABLE, NotReached.DECLINED), (Reply.CANNOT, Cannot.OTHER, NotReached.DECLINED)])
def test_nothing_held_is_zero_and_who_cannot_answer_leaves_a_gap(kit: Kit, reply: Reply, reason: Cannot | None, gap: NotReached | None) -> None:
    scene = asked(kit)
    answer(scene, scene.opened(), reply, reason, note="see the cellar")
    with kit.database.reading() as session:
        part = scene.part(session)
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        assert (part.state, haul.missed.get(LETTERS), haul.found.get(LETTERS)) == (State.REVIEWING, gap, None if gap else 0)
        question = scene.question(session)
        assert (question.ending, question.reason) == (Ending(reply.value), reason)
        assert audit.verify(session) == []
    assert states(kit.database)["archive"] is (TaskState.SKIPPED if gap else TaskState.DONE)


@pytest.mark.parametrize(("reply", "reason", "has_file", "field", "problem"), [
    (Reply.FILES, None, False, "reply", "no_files"), (Reply.NOTHING, None, True, "reply", "files_and_nothing"),
    (Reply.CANNOT, None, False, "reason", "required")])
def test_an_answer_that_contradicts_itself_is_none(kit: Kit, reply: Reply, reason: Cannot | None, has_file: bool, field: str, problem: str) -> None:
    scene = asked(kit)
    opened = scene.opened()
    if has_file:
        upload(scene, opened)
    with pytest.raises(InvalidInput) as refused:
        answer(scene, opened, reply, reason)
    assert refused.value.facts == {"field": field, "problem": problem}
    assert states(kit.database)["archive"] is TaskState.ASKED


def test_who_cannot_answer_may_still_give_what_they_have(kit: Kit) -> None:
    scene = asked(kit)
    opened = scene.opened()
    upload(scene, opened)
    answer(scene, opened, Reply.CANNOT, Cannot.NO_ACCESS)
    with kit.database.transaction() as session:
        (file,) = enclosures.of_part(session, scene.part_id)
        drafts.decide_files(session, scene.part_id, {file.number: None}, by=scene.by, now=kit.now())
    work(scene.kit)
    with kit.database.reading() as session:
        response = session.execute(select(Response)).scalar_one()
        assert (response.status, response.outcome) == ("incomplete", "partly_fulfilled")
        assert "files/0001" in {document.name for document in response.documents}


def test_a_file_is_taken_back_while_nobody_has_decided_it(kit: Kit) -> None:
    scene = asked(kit)
    opened = scene.opened()
    path = upload(scene, opened)
    with kit.database.transaction() as session:
        assert owners.remove(session, opened, 1, now=kit.now(), vault=kit.vault) == path
    with kit.database.transaction() as session, pytest.raises(NotFound):
        owners.remove(session, opened, 1, now=kit.now(), vault=kit.vault)
    answer(scene, opened, Reply.NOTHING)


def test_a_file_is_taken_only_for_what_was_asked(kit: Kit) -> None:
    scene = asked(kit)
    with pytest.raises(InvalidInput):
        upload(scene, scene.opened(), address="crm.people")


def test_the_answer_is_given_once(kit: Kit) -> None:
    scene = asked(kit)
    opened = scene.opened()
    answer(scene, opened, Reply.NOTHING)
    with kit.database.reading() as session:
        assert read.landing(session, scene.token, vault=kit.vault).standing is Standing.ANSWERED
    for again in (lambda: answer(scene, opened, Reply.NOTHING), lambda: upload(scene, opened)):
        with pytest.raises(Conflict):
            again()
    with pytest.raises(NotFound):
        scene.code()


def test_the_note_to_staff_is_sealed_and_holds_no_national_number(kit: Kit) -> None:
    scene = asked(kit)
    opened = scene.opened()
    with pytest.raises(InvalidInput):
        answer(scene, opened, Reply.NOTHING, note="cpr 010190-1234")
    answer(scene, opened, Reply.NOTHING, note="  Ask the cellar  ")
    with kit.database.reading() as session:
        question = scene.question(session)
        case = key_of(session, scene.request_id, KeyClass.CASE, vault=kit.vault)
        assert question.note is not None
        assert case.open(question.note, questions.place(question.token_hash, "note")) == b"Ask the cellar"
    assert events(scene)[-1] == ("question_ended", {
        "part": 1, "task": 2, "source": "archive", "ending": "nothing", "files": 0, "note": True})


def test_an_answer_after_the_last_day_still_goes_along_while_staff_review(kit: Kit) -> None:
    scene = asked(kit)
    upload(scene, scene.opened(), "not sent.pdf")
    later(kit, days=15)
    upkeep.expire(scene.kit)
    opened = scene.opened()
    with kit.database.transaction() as session:
        (file,) = enclosures.of_part(session, scene.part_id)  # what was there goes to staff
        enclosures.decide(session, file.id, include=True, reason=None, by=scene.by, now=kit.now())
        with pytest.raises(NotFound):  # and what they have decided stays
            owners.remove(session, opened, 1, now=kit.now(), vault=kit.vault)
    answer(scene, opened, Reply.FILES)
    with kit.database.reading() as session:
        part = scene.part(session)
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        assert (part.state, dict(haul.missed), haul.found[LETTERS]) == (State.REVIEWING, {}, 0)
        assert scene.question(session).ending is Ending.FILES


def test_once_staff_went_on_a_session_that_is_open_gives_nothing(kit: Kit) -> None:
    scene = asked(kit)
    opened = scene.opened()
    with kit.database.transaction() as session:
        collect.go_on_without(session, scene.task(session).id, by=scene.by, now=kit.now())
    for late in (lambda: upload(scene, opened), scene.code):
        with pytest.raises(NotFound):
            late()


def test_events_tell_of_no_name_and_no_value(kit: Kit) -> None:
    scene = asked(kit)
    opened = scene.opened()
    upload(scene, opened, "Carol Ærø 31000417.pdf")
    answer(scene, opened, Reply.FILES, note="Carol wrote often")
    assert [name for name, _ in events(scene)] == ["question_code_sent", "question_opened", "file_uploaded", "question_ended"]
    assert not any(word in str(events(scene)) for word in ("Carol", "31000417", "havblik", "archive@"))
