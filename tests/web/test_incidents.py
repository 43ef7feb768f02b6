"""The desk when something went wrong: an answer called back by one button, the register, who was told, and what an authority asks."""

from __future__ import annotations

import io
import re
import zipfile

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Event, Incident
from dsr.web.staff import case_words
from tests.services.test_post import words_of
from tests.web.answers import release
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, letter_token, sign_in

WHAT = "Rows of a colleague were in the answer."
FACTS = {"what": WHAT, "happened_on": "2026-11-24", "categories": "One employee: calls.", "people": "1", "records": "1 200",
         "consequences": "Somebody knows whom they called.", "measures": "The answer is closed.", "risk": "likely", "risk_reason": ""}
TOLD = {"duty": "authority", "act": "told", "done_on": "2026-11-24", "done_time": "09:30", "number": "2026-441-1", "note": ""}


@pytest.fixture
def dora(app: Flask, kit: Kit) -> Browser:
    """The data protection officer."""
    return sign_in(app, kit, "dora@fjordtel.example", StaffRole.DPO)


@pytest.fixture
def incident(alice: Browser, kit: Kit, asked: Asked) -> str:
    """Carol's answer, opened by her, called back by Alice; the address of the incident."""
    token = release(kit, asked.reference)
    asked.carol.get(f"/answer/{token}")
    assert asked.carol.post(f"/answer/{token}", code=asked.code).status_code == 303
    assert "response.pdf" in words(asked.carol.follow())
    alice.get(f"/desk/requests/{asked.reference}/parts/1/recall")
    return alice.post(f"/desk/requests/{asked.reference}/parts/1/recall", what=WHAT).headers["Location"]


def test_one_button_with_who_has_it_before_and_the_clocks_behind_it(alice: Browser, kit: Kit, asked: Asked) -> None:
    token = release(kit, asked.reference)
    asked.carol.get(f"/answer/{token}")
    asked.carol.post(f"/answer/{token}", code=asked.code)
    asked.carol.get("/answer")
    assert asked.carol.get("/answer/file/1").status_code == 200
    before = words(alice.get(f"/desk/requests/{asked.reference}/parts/1/recall"))
    for said in ("Call it back now", "Søren Ærø O'Brien, soren@nordlys.example", "opened the page", "data/crm.contacts.csv"):
        assert said in before
    alice.post(f"/desk/requests/{asked.reference}/parts/1/recall", what=WHAT)
    page = words(alice.follow())
    for said in ("Called back. Nobody can open it any more.", WHAT, "the supervisory authority (GDPR Art. 33(1)): Fri 27 Nov 2026, 10:00",
                 "the authority for telecom (Reg. (EU) 611/2013): Wed 25 Nov 2026, 10:00", "soren@nordlys.example"):
        assert said in page, said
    assert asked.carol.get("/answer").status_code == 404
    assert asked.carol.get("/answer/file/1").status_code == 404
    assert asked.carol.get(f"/answer/{token}").status_code == 404
    assert "Nothing is out that could be called back." in words(alice.get(f"/desk/requests/{asked.reference}/parts/1/recall"))


@pytest.mark.parametrize("what", ["", "x" * 2001, "Write to bob@havblik.example"])
def test_a_recall_without_right_words_changes_nothing(alice: Browser, kit: Kit, asked: Asked, what: str) -> None:
    token = release(kit, asked.reference)
    alice.get(f"/desk/requests/{asked.reference}/parts/1/recall")
    assert alice.post(f"/desk/requests/{asked.reference}/parts/1/recall", what=what).status_code == 422
    assert asked.carol.get(f"/answer/{token}").status_code == 200


def test_the_request_and_the_queue_say_it(alice: Browser, bob: Browser, asked: Asked, incident: str) -> None:
    page = words(alice.get(f"/desk/requests/{asked.reference}"))
    for said in ("Something went wrong here.", "Incident 1", "called back", "Answer called back"):
        assert said in page, said
    assert "Call the answer back" not in page
    assert "1 incident is open" in words(alice.get("/desk/"))
    seen = bob.get("/desk/").get_data(as_text=True)
    assert "1 incident is open" in seen
    assert incident not in seen
    assert "Answer called back" in words(_status(asked))


def _status(asked: Asked):  # type: ignore[no-untyped-def]  # what the browser gives
    asked.carol.get("/status")
    asked.carol.post("/status", reference=asked.reference, code=asked.code)
    return asked.carol.follow()


def test_the_register_is_filled_in_told_and_closed(alice: Browser, incident: str) -> None:
    alice.get(incident)
    assert alice.post(f"{incident}/close").status_code == 303
    assert "Weigh the risk first." in words(alice.follow())
    alice.post(incident, **FACTS)
    assert "Kept in the register." in words(alice.follow())
    for duty in ("authority", "telecom"):
        alice.post(f"{incident}/told", **{**TOLD, "duty": duty})
        page = words(alice.follow())
    assert "2026-441-1" in page
    assert "done the supervisory authority" in page
    alice.post(f"{incident}/close")
    closed = words(alice.follow())
    assert "The incident is closed. It stays in the register." in closed
    assert "Somebody knows whom they called." in closed
    assert WHAT in words(alice.get("/desk/incidents"))


@pytest.mark.parametrize("wrong", [{"happened_on": "soon"}, {"people": "some"}, {"risk": "huge"}, {"risk": "unlikely"}, {"what": ""},
                                   {"measures": "We called +45 31 00 04 17"}])
def test_what_is_wrong_in_the_register_is_said_beside_its_field(alice: Browser, kit: Kit, incident: str, wrong: dict[str, str]) -> None:
    alice.get(incident)
    assert alice.post(incident, **{**FACTS, **wrong}).status_code == 422
    with kit.database.reading() as session:
        assert session.execute(select(Incident.measures)).scalar_one() == ""


@pytest.mark.parametrize("wrong", [{"duty": ""}, {"duty": "mother"}, {"act": "perhaps"}, {"done_on": "x"}, {"done_time": "25:00"},
                                   {"done_on": "2026-12-24"}, {"act": "not_owed"}])
def test_what_is_wrong_with_a_note_is_said(alice: Browser, incident: str, wrong: dict[str, str]) -> None:
    alice.get(incident)
    assert alice.post(f"{incident}/told", **{**TOLD, **wrong}).status_code == 422


def test_the_letter_to_a_person_is_seen_before_it_goes(alice: Browser, kit: Kit, incident: str) -> None:
    alice.get(incident)
    alice.post(incident, **{**FACTS, "risk": "high"})
    begun = alice.get(f"{incident}/people").get_data(as_text=True)
    assert WHAT in begun
    fields = {"to": "", "name": "", "language": "en", "nature": WHAT, "effects": "Somebody knows.", "done": "We closed it."}
    shown = words(alice.post(f"{incident}/people", **fields, look="1"))
    assert "About your data with Fjordtel A/S" in shown
    assert alice.post(f"{incident}/people", **fields).status_code == 303
    assert "The letter is on its way." in words(alice.follow())
    with kit.database.reading() as session:
        assert "incident_told" in set(session.execute(select(Event.name)).scalars())


def test_the_register_leaves_as_a_file_and_that_is_kept(alice: Browser, incident: str, kit: Kit) -> None:
    alice.get("/desk/incidents")
    assert WHAT in alice.post("/desk/incidents/register.csv").get_data(as_text=True)
    alice.get("/desk/incidents")
    found = alice.post("/desk/incidents/register.json")
    assert orjson.loads(found.get_data())["incidents"][0]["what"] == WHAT
    assert found.headers["Content-Disposition"].startswith("attachment")
    alice.get("/desk/incidents")
    assert alice.post("/desk/incidents/register.exe").status_code == 404
    assert alice.get("/desk/incidents/register.csv").status_code == 405
    with kit.database.reading() as session:
        assert list(session.execute(select(Event.name).where(Event.name == "register_exported")).scalars()) == ["register_exported"] * 2


def test_an_incident_is_opened_by_hand(alice: Browser, reference: str) -> None:
    alice.get(f"/desk/requests/{reference}/incident")
    fields = {"what": "A letter went to a wrong address.", "part": "1", "aware_on": "2026-11-24", "aware_time": "08:15"}
    for wrong in ({"aware_on": "2026-11-25"}, {"aware_time": "late"}, {"what": ""}):
        assert alice.post(f"/desk/requests/{reference}/incident", **{**fields, **wrong}).status_code == 422
    assert alice.post(f"/desk/requests/{reference}/incident", **{**fields, "part": "7"}).status_code == 404
    alice.get(f"/desk/requests/{reference}/incident")
    alice.post(f"/desk/requests/{reference}/incident", **fields)
    assert "Fri 27 Nov 2026, 08:15" in words(alice.follow())


def test_a_complaint_stands_everywhere_with_its_day(alice: Browser, bob: Browser, reference: str) -> None:
    alice.get(f"/desk/requests/{reference}/complaints")
    fields = {"authority": "SE", "other": "", "number": "IMY-1", "received_on": "2026-11-20", "answer_by": "2026-12-04"}
    for wrong in ({"received_on": "x"}, {"answer_by": "2026-11-01"}, {"authority": "XX"}, {"received_on": "2027-01-01"}):
        assert alice.post(f"/desk/requests/{reference}/complaints", **{**fields, **wrong}).status_code == 422
    alice.post(f"/desk/requests/{reference}/complaints", **fields)
    assert "IMY-1" in words(alice.follow())
    for browser in (alice, bob):
        queue = words(browser.get("/desk/"))
        assert f"Integritetsskyddsmyndigheten (IMY) asks about {reference} : answer by Friday 4 December 2026" in queue
    page = words(alice.get(f"/desk/requests/{reference}"))
    assert "It wants an answer by Friday 4 December 2026. Nothing of it is deleted until that is over." in page
    alice.get(f"/desk/requests/{reference}/complaints")
    alice.post(f"/desk/requests/{reference}/complaints/1/answered")
    alice.follow()
    alice.post(f"/desk/requests/{reference}/complaints/1/end")
    assert "Over since" in words(alice.follow())
    assert "asks about" not in words(alice.get("/desk/"))


def test_the_file_for_the_authority_is_made_by_the_officer_and_by_nobody_else(alice: Browser, dora: Browser, kit: Kit, asked: Asked) -> None:
    where = f"/desk/requests/{asked.reference}/complaints"
    dora.get(where)
    dora.post(where, authority="DK", received_on="2026-11-24")
    assert "Make the file for the authority" in words(dora.follow())
    assert "The data protection officer makes the file" in words(alice.get(where))
    assert alice.post(f"{where}/1/file").status_code == 403
    dora.get(where)
    dora.post(f"{where}/1/file")
    assert "Checksum" in words(dora.follow())
    found = dora.post(f"{where}/1/files/1")
    names = zipfile.ZipFile(io.BytesIO(found.get_data())).namelist()
    assert {"case.json", "trail.json", "SHA256SUMS"} < set(names)
    assert alice.post(f"{where}/1/files/1").status_code == 403
    assert letter_token(kit, "confirm") not in found.get_data().decode("latin-1")


def test_the_overview_in_it_speaks_the_language_of_the_entity_and_no_code(app: Flask, dora: Browser, kit: Kit, asked: Asked, incident: str) -> None:
    where = f"/desk/requests/{asked.reference}/complaints"
    dora.get(f"{where}?lang=en")
    dora.post(where, authority="DK", received_on="2026-11-24")
    dora.follow()
    dora.post(f"{where}/1/file")
    dora.follow()
    found = zipfile.ZipFile(io.BytesIO(dora.post(f"{where}/1/files/1").get_data())).read("overview.pdf")
    read = words_of(found)
    for said in (f"Sagen {asked.reference} i ord", "link i mailen", "Svaret er klar", "vi bestemmer", "åbnet med", "Trukket tilbage", WHAT):
        assert said in read, said
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", read) == []
    assert app.jinja_env.filters.keys() >= case_words.TABLES


def test_who_may_not_sees_no_register(bob: Browser, incident: str, reference: str) -> None:
    for path in ("/desk/incidents", incident, f"/desk/requests/{reference}/complaints", f"/desk/requests/{reference}/incident",
                 f"/desk/requests/{reference}/parts/1/recall"):
        assert bob.get(path).status_code == 403
    assert "Incidents" not in words(bob.get("/desk/"))


def test_a_stranger_is_asked_to_sign_in(app: Flask) -> None:
    assert "/desk/sign-in" in Browser(app).get("/desk/incidents").headers["Location"]


def test_it_speaks_danish(app: Flask, alice: Browser, incident: str) -> None:
    alice.get(incident)
    page = words(alice.client.get(incident, headers={"Accept-Language": "da"}))
    for said in ("Hvem der skal underrettes", "tilsynsmyndigheden (GDPR art. 33, stk. 1)", "Hændelse 1"):
        assert said in page, said


def test_the_desk_proposes_to_write_the_corrected_answer(alice: Browser, incident: str, asked: Asked) -> None:
    page = words(alice.get(f"/desk/requests/{asked.reference}"))
    assert "Next: write the corrected answer. The one before was called back" in page
    assert "The person gets a letter with a link." not in page
