"""The register of incidents: what is owed, who was told, reminders before a time ends, and the end of it; and what goes to an authority."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, Incomplete, InvalidInput, InvalidMove, NotAllowed
from dsr.domain.incident import Duty, MarkAct, Risk
from dsr.domain.words import Role
from dsr.kit import Kit
from dsr.models import Incident, IncidentMark, Message, Part, Response
from dsr.services import audit, incident_letters, incidents, register, routing
from dsr.services.incident_letters import Words
from dsr.services.incidents import Mark
from dsr.services.keys import key_of
from dsr.services.read import incidents as read_incidents
from dsr.services.read import recall as read
from dsr.services.read.collection import Atlas
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services import carol
from tests.services.two_companies import asked as two_companies
from tests.services.wrong_scene import TOLD, WHAT, WHOLE, Scene, change, close, enter, mark, reminders, running, scene

__all__ = ["scene"]


def test_it_says_who_downloaded_what_and_whose_rows_they_may_be(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        row = session.execute(select(Response).where(Response.number == 1)).scalar_one()
        row.counts = orjson.dumps({"collections": {"crm.people": [3, 1, True, True]}, "files": 2}).decode()
    with scene.kit.database.reading() as session:
        part = session.get_one(Part, scene.asked.part_id)
        atlas = Atlas(routing.of_own(session, carol.BOOK.sources), "en")
        page = read.page(session, part, vault=scene.kit.vault, now=scene.kit.now(), atlas=atlas)
    (answer,) = page.answers
    assert [(one.to, one.name, one.what) for one in answer.handouts] == [
        (read.Recipient.PERSON, "Carol Ærø, Carol@havblik.example", ""), (read.Recipient.PERSON, "Carol Ærø, Carol@havblik.example", "response.json")]
    assert [(one.shown, one.left_out, one.by) for one in answer.found] == [(3, 1, ("email",))]
    assert [(one.kind, one.value.lower()) for one in page.seeds] == [("email", "carol@havblik.example")]
    assert answer.recalled_at == scene.kit.now()


def test_who_was_told_is_kept_with_when_and_by_which_number(scene: Scene) -> None:
    assert running(scene) == {Duty.AUTHORITY, Duty.TELECOM}
    mark(scene, Duty.AUTHORITY, number="2026-441-12345")
    mark(scene, Duty.TELECOM, MarkAct.NOT_OWED, note="No public service is concerned.")
    assert running(scene) == set()
    with scene.kit.database.reading() as session:
        first = session.execute(select(IncidentMark).order_by(IncidentMark.id)).scalars().first()
        assert first is not None
        assert (first.number, first.done_at, first.staff_id) == ("2026-441-12345", scene.kit.now(), scene.by.id)
        names = [event.name for event in audit.trail(session, scene.asked.request_id)]
    assert names[-2:] == ["incident_told", "incident_not_owed"]


@pytest.mark.parametrize(("act", "more", "problem"), [
    (MarkAct.NOT_OWED, {}, "required"), (MarkAct.TOLD, {"note": "told bob@havblik.example"}, "register")])
def test_what_need_not_be_told_says_why_and_a_remark_names_nobody(scene: Scene, act: MarkAct, more: dict[str, str], problem: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        mark(scene, Duty.AUTHORITY, act, **more)
    assert refused.value.facts["problem"] == problem
    assert running(scene) == {Duty.AUTHORITY, Duty.TELECOM}


def test_nobody_is_told_in_the_future(scene: Scene) -> None:
    given = Mark(Duty.AUTHORITY, MarkAct.TOLD, scene.kit.now() + timedelta(minutes=1))
    with pytest.raises(InvalidInput), scene.kit.database.transaction() as session:
        incidents.mark(session, scene.number, given, by=scene.by, now=scene.kit.now())


def test_the_risk_decides_who_is_owed(scene: Scene) -> None:
    with pytest.raises(InvalidInput, match="risk_reason"):
        change(scene, replace(WHOLE, risk=Risk.UNLIKELY))
    change(scene, replace(WHOLE, risk=Risk.UNLIKELY, risk_reason="Nobody has opened it."))
    assert running(scene) == {Duty.TELECOM}
    change(scene, replace(WHOLE, risk=Risk.HIGH))
    assert running(scene) == {Duty.TELECOM, Duty.AUTHORITY, Duty.PERSONS}


def test_it_closes_once_all_that_is_owed_is_done(scene: Scene) -> None:
    for reason, then in (("risk", lambda: change(scene, replace(WHOLE, measures=""))), ("effects", lambda: change(scene, WHOLE)),
                         ("duties", lambda: [mark(scene, Duty.AUTHORITY), mark(scene, Duty.TELECOM)])):
        with pytest.raises(Incomplete, match=reason):
            close(scene)
        then()
    close(scene)
    for verb in (lambda: close(scene), lambda: change(scene, WHOLE), lambda: mark(scene, Duty.AUTHORITY)):
        with pytest.raises(InvalidMove):
            verb()


def test_somebody_hears_before_a_time_ends_and_once_of_each_stage(scene: Scene, now: FrozenNow) -> None:
    assert reminders(scene) == []
    now.forward(hours=12)
    first = f"incident_reminder:{scene.number}:telecom:1"
    assert reminders(scene) == reminders(scene) == [first]
    mark(scene, Duty.TELECOM)
    now.forward(hours=36)
    assert reminders(scene) == [first, f"incident_reminder:{scene.number}:authority:1"]
    now.forward(hours=30)  # the two stages between were missed: one letter
    assert reminders(scene)[2:] == [f"incident_reminder:{scene.number}:authority:3"]
    with scene.kit.database.reading() as session:
        row = session.execute(select(Message).order_by(Message.id.desc()).limit(1)).scalar_one()
        mail = key_of(session, row.request_id, KeyClass.CORRESPONDENCE, vault=scene.kit.vault)
        assert mail.open(row.recipient, f"message:{row.message_id}:recipient").decode() == scene.kit.settings.entity_dpo_contact
        assert "Carol" not in mail.open(row.context, f"message:{row.message_id}:context").decode()


def test_the_person_is_told_by_a_letter_that_was_seen(scene: Scene) -> None:
    def send(words: Words, seen: str) -> incident_letters.Preview | None:
        with scene.kit.database.transaction() as session:
            return incident_letters.send(session, scene.number, words, seen=seen, by=scene.by, now=scene.kit.now(), vault=scene.kit.vault,
                                         settings=scene.kit.settings)

    change(scene, replace(WHOLE, risk=Risk.HIGH))
    shown = send(TOLD, "")
    assert shown is not None
    assert "Rows of yours were in another answer." in shown.text
    assert send(replace(TOLD, done="Something else."), shown.seen) is not None
    assert Duty.PERSONS in running(scene)
    assert send(TOLD, shown.seen) is None
    assert Duty.PERSONS not in running(scene)
    other = replace(TOLD, to="bo@havblik.example", name="Bo")
    told = send(other, "")
    assert told is not None
    assert scene.reference not in told.subject + told.text, "whose request it was is not theirs to know"
    assert send(other, told.seen) is None
    for wrong in (replace(other, to="bo"), replace(other, name=""), replace(TOLD, nature="Call +45 31 00 04 17")):
        with pytest.raises(InvalidInput):
            send(wrong, "")


def test_what_we_hold_for_a_company_the_company_tells_its_people(kit: Kit) -> None:
    made = two_companies(kit)
    made.works_at("nordlys.example", made.nord)
    made.prove()
    with made.kit.database.transaction() as session:
        part = session.get_one(Part, made.part(made.nord).id)
        row = incidents.begin(session, part.request, part.role, part.company_id, WHAT, aware_at=kit.now(), by=made.by, now=kit.now(),
                              settings=kit.settings)
        assert incidents.tell_company(session, row, part, by=made.by, now=kit.now(), vault=kit.vault, settings=kit.settings)
        assert row.role is Role.PROCESSOR
        with pytest.raises(NotAllowed, match="company_tells"):
            incident_letters.send(session, row.id, TOLD, seen="", by=made.by, now=kit.now(), vault=kit.vault, settings=kit.settings)
        letter = session.execute(select(Message).where(Message.kind == "company_incident")).scalar_one()
        mail = key_of(session, letter.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        told = mail.open(letter.context, f"message:{letter.message_id}:context").decode()
        (seen,) = read_incidents.told(session, part)
        assert (seen.id, seen.what, seen.aware_at) == (row.id, WHAT, kit.now()), "the company's page says what happened"
        assert read_incidents.told(session, session.get_one(Part, made.part(None).id)) == (), "nothing of what is ours"
    assert part.request.reference not in told
    assert WHAT not in told, "what happened stands on the page, not in the mail"


def test_the_register_is_exported_whole_and_on_record(scene: Scene) -> None:
    change(scene, replace(WHOLE, measures="=HYPERLINK(1)"))
    with scene.kit.database.transaction() as session:
        found = {kind: register.exported(session, kind, by=scene.by, now=scene.kit.now(), settings=scene.kit.settings) for kind in ("csv", "json")}
        assert [event.name for event in audit.trail(session, None)] == ["register_exported"] * 2
    (row,) = orjson.loads(found["json"])["incidents"]
    assert (row["what"], row["people"], row["risk"], len(row["duties"])) == (WHAT, 1, "likely", 2)
    (line,) = csv.DictReader(io.StringIO(found["csv"].decode("utf-8-sig")), delimiter=";")
    assert (line["what"], line["measures"]) == (WHAT, "'=HYPERLINK(1)")


def test_only_who_keeps_the_register_may(scene: Scene) -> None:
    clerk = replace(scene, by=Actor(scene.by.kind, scene.by.id, ROLES[StaffRole.CLERK]))
    for verb in (lambda: change(clerk, WHOLE), lambda: mark(clerk, Duty.AUTHORITY), lambda: close(clerk), lambda: enter(clerk)):
        with pytest.raises(NotAllowed):
            verb()


def test_an_incident_of_another_decider_takes_no_answer(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        part = session.get_one(Part, scene.asked.part_id)
        session.get_one(Incident, scene.number).role = Role.PROCESSOR
        session.flush()
        with pytest.raises(Conflict):
            incidents.join(session, scene.number, part, by=scene.by)
