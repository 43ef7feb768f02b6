"""An authority asks about a request: nothing of it is deleted meanwhile, its day is not forgotten, and it gets one package that opens nothing."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace

import orjson
import pytest
from sqlalchemy import select

from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.incident import Duty
from dsr.models import CaseFile, Incident
from dsr.services import audit, case_file, complaints, drafts, holds, withdrawn
from tests.fakes import FrozenNow
from tests.services import carol
from tests.services.carol import token_in
from tests.services.drafted import write
from tests.services.test_post import words_of
from tests.services.wrong_scene import WHAT, WHOLE, Scene, change, close, enter, mark, packed_by, reminders, scene

__all__ = ["scene"]


def test_a_complaint_holds_the_case_until_the_authority_has_closed_it(scene: Scene) -> None:
    change(scene, WHOLE)
    mark(scene, Duty.AUTHORITY)
    mark(scene, Duty.TELECOM)
    close(scene)

    def held() -> bool:
        with scene.kit.database.reading() as session:
            return holds.is_held(session, scene.asked.request_id)

    assert not held()
    number = enter(scene)
    assert held()
    with scene.kit.database.transaction() as session:
        complaints.answered(session, scene.reference, number, by=scene.by, now=scene.kit.now(), settings=scene.kit.settings)
    assert held()
    with scene.kit.database.transaction() as session:
        complaints.end(session, scene.reference, number, by=scene.by, now=scene.kit.now())
    assert not held()
    with pytest.raises(InvalidMove), scene.kit.database.transaction() as session:
        complaints.end(session, scene.reference, number, by=scene.by, now=scene.kit.now())


def test_while_a_case_is_held_nothing_of_it_is_deleted(scene: Scene) -> None:
    """The draft that the recall ordered is written, then replaced; its files would go."""
    write(scene.kit, scene.asked.part_id)
    with scene.kit.database.transaction() as session:
        drafts.discard(session, scene.asked.part_id, now=scene.kit.now())
    with scene.kit.database.reading() as session:
        assert drafts.thrown_away(session) == [], "the incident is open"
        assert withdrawn.left(session) == []
    with scene.kit.database.transaction() as session:
        row = session.get_one(Incident, scene.number)
        row.closed_at, row.closed_by = scene.kit.now(), scene.by.id
    with scene.kit.database.reading() as session:
        assert len(drafts.thrown_away(session)) == 1
    enter(scene)
    with scene.kit.database.reading() as session:
        assert drafts.thrown_away(session) == [], "an authority asks"


@pytest.mark.parametrize(("days", "wanted"), [(8, 0), (9, 1), (14, 2), (16, 3), (17, 4), (40, 4)])
def test_somebody_hears_before_the_authoritys_day(scene: Scene, now: FrozenNow, days: int, wanted: int) -> None:
    number = enter(scene)
    now.forward(days=days)
    found = [one for one in reminders(scene) if one.startswith("complaint")]
    assert found == ([f"complaint_reminder:{number}:{wanted}"] if wanted else [])
    assert [one for one in reminders(scene) if one.startswith("complaint")] == found


@pytest.mark.parametrize(("more", "field"), [({"authority": "XX"}, "authority"), ({"authority": "other"}, "other")])
def test_an_authority_is_one_of_the_list_or_named(scene: Scene, more: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        enter(scene, **more)
    assert refused.value.facts["field"] == field
    assert enter(scene, authority="other", name="Datenschutzbehörde")


def test_the_authoritys_file_holds_the_case_and_opens_nothing(scene: Scene) -> None:
    number = enter(scene)
    with scene.kit.database.reading() as session:
        token = token_in(session, scene.kit, scene.asked.request_id, "answer_ready")
        packed = packed_by(session, scene, number)
    files = {one.filename: zipfile.ZipFile(io.BytesIO(packed.data)).read(one) for one in zipfile.ZipFile(io.BytesIO(packed.data)).infolist()}
    told, trail = orjson.loads(files["case.json"]), orjson.loads(files["trail.json"])
    assert told["request"]["name"] == "Carol Ærø"
    assert told["complaint"]["number"] == "2026-431-0017"
    assert [one["method"] for one in told["proofs"]] == ["email_link", "call_back"]
    (part,) = told["parts"]
    assert part["days_because"] is not None
    assert [(one["number"], one["recalled_at"] is not None, [file["name"] for file in one["files"]]) for one in part["answers"]] == [
        (1, True, ["response.json", "response.pdf"])]
    assert told["incidents"][0]["what"] == WHAT
    assert (trail["is_whole"], trail["breaks"]) == (True, [])
    assert {"received", "approved", "answer_recalled"} - {one["name"] for one in trail["events"]} <= {"approved"}
    assert [(one["kind"], one["fate"]) for one in told["letters"] if one["kind"].startswith("answer")] == [
        ("answer_ready", "fetched"), ("answer_recalled", "queued")]
    letters = {name: data.decode() for name, data in files.items() if name.startswith("letters/")}
    assert any("answer_recalled" in name for name in letters)
    assert token not in "".join(letters.values()), "a link in it would open something"
    assert scene.asked.code not in "".join(letters.values())
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}


def test_the_overview_tells_the_case_of_one_person_and_nobody_elses(scene: Scene) -> None:
    asked = carol.ask(scene.kit, key="form:two", name="Bob Berg", email="bob@havblik.example", employer="Havblik ApS", numbers="+45 31 00 09 99")
    number = enter(scene)
    with scene.kit.database.reading() as session:
        token = token_in(session, scene.kit, scene.asked.request_id, "answer_ready")
        packed = packed_by(session, scene, number)
    read = words_of(zipfile.ZipFile(io.BytesIO(packed.data)).read("overview.pdf"))
    for said in ("Carol Ærø", "2026-431-0017", WHAT, "response.pdf", "<proof call_back>", "<letter answer_recalled>", "<fate fetched>",
                 "<event answer_recalled>", "<source crm>", f"medarbejder nr. {scene.by.id}", "torsdag den 24. december 2026",
                 "En kalendermåned fra den dag, vi modtog"):
        assert said in read, said
    for foreign in ("Bob Berg", "bob@havblik.example", "31 00 09 99", asked.receipt.reference, token, scene.asked.code, "alice@"):
        assert foreign not in read, foreign


def test_the_authoritys_file_is_sealed_and_each_time_that_it_leaves_is_on_record(scene: Scene) -> None:
    number = enter(scene)
    with scene.kit.database.reading() as session:
        packed = packed_by(session, scene, number)
    with scene.kit.store.create(packed.path, packed.handle, packed.context) as file:
        file.write(packed.data)
    with scene.kit.database.transaction() as session:
        made = case_file.keep(session, scene.reference, number, packed, by=scene.by, now=scene.kit.now()).id
    with scene.kit.database.transaction() as session:
        sealed, size = case_file.fetch(session, scene.reference, number, made, by=scene.by, now=scene.kit.now(), vault=scene.kit.vault)
        assert [event.name for event in audit.trail(session, scene.asked.request_id)][-2:] == ["case_file_made", "case_file_fetched"]
        assert session.execute(select(CaseFile.digest)).scalar_one() == hashlib.sha256(packed.data).hexdigest()
        other = f"{scene.reference[:-1]}{'X' if scene.reference[-1] != 'X' else 'Y'}"
        with pytest.raises(NotFound):
            case_file.fetch(session, other, number, made, by=scene.by, now=scene.kit.now(), vault=scene.kit.vault)
        with pytest.raises(NotAllowed):
            case_file.fetch(session, scene.reference, number, made, by=replace(scene.by, capabilities=ROLES[StaffRole.MANAGER]),
                            now=scene.kit.now(), vault=scene.kit.vault)
    assert b"".join(scene.kit.store.read(sealed.path, sealed.handle, sealed.context)) == packed.data
    assert size == len(packed.data)

