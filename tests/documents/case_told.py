"""A case with one of each thing, as the package tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

WHEN = datetime(2026, 11, 24, 8, 12, 5, tzinfo=UTC)
DIGEST = "0123456789abcdef" * 4


def event(number: int, name: str, by: str = "system", staff: int | None = None, **facts: Any) -> dict[str, Any]:
    return {"seq": number, "at": WHEN + timedelta(minutes=number), "by": by, "staff": staff, "name": name, "facts": facts, "previous": DIGEST,
            "digest": DIGEST}


def part(**changed: Any) -> dict[str, Any]:
    return {
        "number": 1, "right": "access", "role": "processor", "company": "Havblik ApS", "state": "delivering", "outcome": None, "closed_at": None,
        "due_on": date(2027, 2, 24), "nominal_on": date(2026, 12, 24), "extended_on": date(2027, 2, 24),
        "days_because": ["extended", "pause", "weekend"], "refusal_ground": "excessive", "reason": "Asked the third time.",
        "instructions": [{"decision": "answer", "kind": "call_records", "made_at": WHEN, "revoked_at": None}],
        "questions": [{"asked_at": WHEN, "answered_at": None}],
        "searches": [{"source": "crm", "round": 1, "state": "done", "finished_at": WHEN, "problem": None, "found": {"crm.people": 1200},
                      "not_searched": {}},
                     {"source": "pbx", "round": 1, "state": "skipped", "finished_at": WHEN, "problem": "unavailable", "found": {},
                      "not_searched": {"pbx.calls": "unavailable"}},
                     {"source": "pbx", "round": 0, "state": "done", "finished_at": WHEN, "problem": None, "found": {"pbx.calls": 7},
                      "not_searched": {}},
                     {"source": "old", "round": 1, "state": "waiting", "finished_at": None, "problem": None, "found": {}, "not_searched": {}}],
        "choices": [{"address": "crm.people", "field": "", "row": row, "act": "leave_out", "reason": "others_rights", "by": "bob@fjordtel.example",
                     "staff": 2, "made_at": WHEN} for row in (3, 4)],
        "answers": [{"number": 1, "status": "incomplete", "outcome": "partly_fulfilled", "approved_at": WHEN, "approved_by": "alice@fjordtel.example",
                     "staff": 3, "recalled_at": WHEN, "incident": 7,
                     "counts": {"collections": {"crm.people": [1198, 2, True, True], "pbx.calls": [0, 0, False, False]}, "files": 2},
                     "files": [{"name": "response.pdf", "media_type": "application/pdf", "size": 1234, "sha256": DIGEST}],
                     "links": [{"sent_at": WHEN, "until": WHEN, "first_opened_at": WHEN, "fetched_at": None, "to_representative": True}]}]} | changed


def case(**changed: Any) -> dict[str, Any]:
    return {
        "format": "dsr-case/1", "made_at": WHEN,
        "controller": {"name": "Fjordtel A/S", "address": "Havnegade 1", "country": "DK", "timezone": "Europe/Copenhagen",
                       "dpo_contact": "dpo@fjordtel.example"},
        "request": {"reference": "DSR-ABCD-EFGH", "channel": "portal", "received_at": WHEN, "received_on": date(2026, 11, 24), "confirmed_at": None,
                    "language": "de", "name": "Carol Ærø", "email": "carol@havblik.example", "employer": "Havblik ApS", "numbers": "+45 31 00 04 17",
                    "message": "Everything, please.", "narrowed_from": date(2026, 1, 1), "narrowed_to": None, "passed_on_to_employer": False,
                    "answer_on_paper": True},
        "identities": [{"kind": "email", "value": "carol@havblik.example", "proven_how": "email_link", "proven_at": WHEN},
                       {"kind": "phone_number", "value": "+4531000417", "proven_how": None, "proven_at": None}],
        "proofs": [{"method": "call_back", "state": "proven", "asked_at": WHEN, "proven_at": WHEN, "ended_at": None}],
        "doubts": [{"ground": "address_shared", "raised_at": WHEN, "settled_at": None}],
        "pauses": [{"kind": "identity", "from": date(2026, 11, 25), "to": date(2026, 11, 28)}],
        "parts": [part()],
        "letters": [{"number": 1, "kind": "answer_ready", "by": "mail", "written_at": WHEN, "sent_at": WHEN, "fate": "bounced", "fate_at": WHEN}],
        "incidents": [{"number": 7, "aware_at": WHEN, "what": "Rows of a colleague were in the answer.", "happened_on": date(2026, 11, 24),
                       "categories": "One employee: calls.", "people": 1, "records": 1200, "consequences": "Somebody knows.", "measures": "Closed.",
                       "risk": "likely", "risk_reason": "", "closed_at": None,
                       "told": [{"duty": "authority", "act": "told", "at": WHEN, "number": "2026-441-1", "note": ""}]}],
        "complaint": {"authority": "Datatilsynet (Denmark)", "number": "2026-431-0017", "received_on": date(2026, 11, 24),
                      "answer_by": date(2026, 12, 10), "answered_on": None, "ended_at": None}} | changed


def trail(*more: dict[str, Any], breaks: tuple[int, ...] = ()) -> dict[str, Any]:
    events = [event(1, "received", "subject"), event(2, "letter_written", letter="answer_ready", message=1),
              event(3, "extended", "staff", 2, part=1, reason="many_records", until="2027-02-24"),
              event(4, "disclosure_chosen", "staff", 2, part=1, address="crm.people", reason="others_rights"),
              event(5, "doubted", "staff", 3, doubt=1, ground="address_shared"), event(6, "task_retried", "staff", 3, source="pbx", task=9)]
    return {"is_whole": not breaks, "breaks": [{"seq": one, "is_anchor": False} for one in breaks], "events": [*events, *more]}
