"""Which letters there are, what each is made of, and what the law wants in it. The words stand in one catalogue file per language, `mail.LL.toml`.

Invariants: a letter has at most one link, and the letter that holds a code has none. What a letter owes by law is a fact that it cannot be composed
without. docs/letters.md is a table of these plans, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

COURT = "court"  # owed in words: no fact fills it in


class Shape(StrEnum):
    """How a part looks."""

    SAY = "say"        # a paragraph
    BUTTON = "button"  # the link of the letter, under words that say what it does
    CODE = "code"      # a code to be typed, alone on its line
    QUOTE = "quote"    # what staff wrote to this person, word for word; the fact that the key names


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter; its words are `mail.LETTER.KEY`. `of` is another letter that says the same, and has the words."""

    key: str
    shape: Shape = Shape.SAY
    of: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a letter is made of; subject and heading every letter has. `link` is a path below the public address, empty for none.

    `law` is the article that asks for the letter; `owes` is what it wants in it (a fact, or COURT), with the part where that stands.
    """

    link: str
    parts: tuple[Part, ...]
    is_for_owner: bool = False  # to the owner of a source, or to a company: it says nothing of the person, and the complaint is not theirs
    law: str = ""
    owes: Mapping[str, str] = field(default_factory=dict)
    subject_of: str = ""        # another letter with the same subject

    @property
    def facts_owed(self) -> tuple[str, ...]:
        """The facts that it is not composed without."""
        return tuple(name for name in self.owes if name != COURT)


def _plan(link: str, *keys: str, law: str = "", owes: Mapping[str, str] | None = None, subject_of: str = "", is_for_owner: bool = False) -> Plan:
    """A key is KEY, or LETTER.KEY for the words of another letter; one in quotation marks names what staff wrote."""
    return Plan(link, tuple(_part(key) for key in keys), is_for_owner, law, owes or {}, subject_of)


def _part(key: str) -> Part:
    if key.startswith('"'):
        return Part(key.strip('"'), Shape.QUOTE)
    of, _, name = key.rpartition(".")
    return Part(name, Shape.BUTTON if name == "button" else Shape.SAY, of)


_STATUS, _ANSWER, _COMPANY = "/status", "/answer/{token}", "/company/{token}"
_HANDED_OVER = ("answer_ready.button", "answer_ready.code", "answer_ready.files", "answer_ready.wrong")
_REMEDIES = {"dpo_contact": "remedy", "authority_name": "remedy", COURT: "remedy"}  # GDPR Art. 12(4); the site stands in the footer

PLANS: Mapping[str, Plan] = {
    "confirm": _plan("/confirm/{token}", "why", "button", "when", "code", "not_you", law="Art. 12(6)", owes={"due_on": "when"}),
    "confirm_acted": _plan("/confirm/{token}", "why", "confirm.button", "confirm.when", "code", "confirm.not_you", law="Art. 12(6)",
                           owes={"due_on": "when"}, subject_of="confirm"),
    "confirm_mailed": _plan("/confirm/{token}", "confirm.why", "confirm.button", "confirm.when", "code", "confirm.not_you", law="Art. 12(6)",
                            owes={"due_on": "when"}, subject_of="confirm"),
    "reminder_confirm": _plan("/confirm/{token}", "why", "button", "when", "not_you", law="Art. 12(6)", owes={"due_on": "when"}),
    "received": _plan(_STATUS, "what", "who", "when", "button", "next", law="Art. 12(2)", owes={"due_on": "when", "who": "who"}),
    "acknowledged": _plan("", "what", "next", law="Art. 12(2), Art. 12(6)",
                          owes={"received_on": "what", "due_on": "what", "dpo_contact": "next"}, subject_of="received"),
    "posted_code": Plan("", (Part("what"), Part("code", Shape.CODE), Part("how"), Part("not_you", of="confirm")), law="Art. 12(6)",
                        owes={"code": "code", "ends_on": "how", "dpo_contact": "how"}),
    "clarification": _plan(_STATUS, "what", '"question"', "button", "how", "when", law="Art. 12(2), recital 63",
                           owes={"question": "question", "due_on": "when"}),
    "clarification_paused": _plan(_STATUS, "clarification.what", '"question"', "clarification.button", "clarification.how", "pause",
                                  law="Art. 12(3), recital 63",
                                  owes={"question": "question", "asked_on": "pause", "stands_on": "pause"}, subject_of="clarification"),
    "proof_asked": _plan("/prove", "what", "button", "pause", "no_copy", "human", law="Art. 12(6)",
                         owes={"asked_on": "pause", "closes_on": "pause", "dpo_contact": "human"}),
    "proof_asked_late": _plan("/prove", "proof_asked.what", "proof_asked.button", "when", "proof_asked.no_copy", "proof_asked.human",
                              law="Art. 12(6), Art. 12(3)", owes={"due_on": "when", "dpo_contact": "human"}, subject_of="proof_asked"),
    "proof_reminder": _plan("/prove", "what", "proof_asked.button", "close", "proof_asked.no_copy", "proof_asked.human", law="Art. 12(6)",
                            owes={"asked_on": "what", "closes_on": "close", "dpo_contact": "human"}),
    "unverified": _plan(_STATUS, "what", "refused.ground", "withdrawn.button", "again", "refused.remedy", law="Art. 12(4), Art. 12(6)",
                        owes={"asked_on": "what", "ground": "ground", **_REMEDIES}),
    "notice": _plan("/objection/{token}", "what", "button", "wait", law="Art. 12(6), Art. 32", owes={"token": "button", "last_day": "wait"}),
    "extended": _plan(_STATUS, "what", "why", '"details"', "received.button", "refused.remedy", law="Art. 12(3)",
                      owes={"reason": "why", "details": "details", "was_due_on": "what", "due_on": "what", **_REMEDIES}),
    "referred": _plan(_STATUS, "what", "next", "withdrawn.button", law="Art. 12(2), Art. 28(3)(e)",
                      owes={"company": "what", "passed_on": "what", "due_on": "next"}),
    "answer_ready": _plan(_ANSWER, "what", *(key.partition(".")[2] for key in _HANDED_OVER), law="Art. 12(3), Art. 15",
                          owes={"asked": "what", "token": "button", "expires_on": "code"}),
    "answer_nothing": _plan(_ANSWER, "what", "answer_ready.button", "answer_ready.code", "add", law="Art. 12(3), Art. 15(1)",
                            owes={"asked": "what", "token": "button", "expires_on": "code", "dpo_contact": "add"}, subject_of="answer_ready"),
    "answer_partly": _plan(_ANSWER, "what", *_HANDED_OVER, law="Art. 12(4), Art. 15(4)",
                           owes={"asked": "what", "token": "button", "expires_on": "code"}, subject_of="answer_ready"),
    "answer_incomplete": _plan(_ANSWER, "what", *_HANDED_OVER, law="Art. 12(3)",
                               owes={"asked": "what", "token": "button", "expires_on": "code", "due_on": "what"}, subject_of="answer_ready"),
    "answer_corrected": _plan(_ANSWER, "what", *_HANDED_OVER, law="Art. 5(1)(d), Art. 15",
                              owes={"token": "button", "expires_on": "code", "replaced_on": "what"}),
    "answer_recalled": _plan("", "what", "delete", "next", "contact", law="Art. 5(1)(f), Art. 12(1)",
                             owes={"answered_on": "what", "dpo_contact": "contact"}),
    "answer_recalled_acting": _plan("", "answer_recalled.what", "answer_recalled.delete", "next", is_for_owner=True, law="Art. 5(1)(f)",
                                    owes={"answered_on": "what"}, subject_of="answer_recalled"),
    "answer_posted": _plan("", "what", "answer_ready.wrong", law="Art. 12(3), Art. 15", owes={"dpo_contact": "what"}, subject_of="answer_ready"),
    "answer_reminder": _plan(_ANSWER, "what", "answer_ready.button", "answer_ready.code", "close", law="Art. 12(2), Art. 12(3)",
                             owes={"ready_on": "what", "token": "button", "expires_on": "code", "closes_on": "close"}),
    "answer_enclosed": _plan("", "what", "answer_ready.wrong", law="Art. 12(3), Art. 15", owes={"ready_on": "what", "dpo_contact": "what"},
                             subject_of="answer_ready"),
    "answer_unfetched": _plan(_STATUS, "what", "withdrawn.button", "how", law="Art. 12(2), Art. 12(3)",
                              owes={"ready_on": "what", "dpo_contact": "how"}),
    "incident_person": _plan("", "what", '"nature"', "follow", '"effects"', "help", '"done"', "contact", law="Art. 34(2)",
                             owes={"nature": "nature", "effects": "effects", "done": "done", "dpo_contact": "contact"}),
    "incident_other": _plan("", "incident_person.what", '"nature"', "incident_person.follow", '"effects"', "incident_person.help", '"done"',
                            "incident_person.contact", law="Art. 34(2)", subject_of="incident_person", is_for_owner=True,
                            owes={"nature": "nature", "effects": "effects", "done": "done", "dpo_contact": "contact"}),
    "answer_representative": _plan(_ANSWER, "what", "answer_ready.button", "code", law="Art. 12(3)", owes={"token": "button", "expires_on": "code"},
                                   subject_of="answer_ready", is_for_owner=True),
    "mandate": _plan("/mandate/{token}", "what", "button", "how", law="Art. 12(6)",
                     owes={"token": "button", "representative": "what", "expires_on": "how"}),
    "mandate_asked": _plan("", "what", "how", "proof_asked.no_copy", "pause", is_for_owner=True, law="Art. 12(6)",
                           owes={"asked_on": "pause", "stands_on": "pause", "dpo_contact": "how"}),
    "mandate_asked_late": _plan("", "mandate_asked.what", "mandate_asked.how", "proof_asked.no_copy", is_for_owner=True, law="Art. 12(6)",
                                owes={"dpo_contact": "how"}, subject_of="mandate_asked"),
    "mandate_wanted": _plan("/mandate/{token}", "what", "mandate.button", "how", "pause", law="Art. 12(6)",
                            owes={"token": "button", "expires_on": "how", "asked_on": "pause", "stands_on": "pause"}),
    "mandate_wanted_late": _plan("/mandate/{token}", "mandate_wanted.what", "mandate.button", "mandate_wanted.how", law="Art. 12(6)",
                                 owes={"token": "button", "expires_on": "how"}, subject_of="mandate_wanted"),
    "mandate_copy": _plan("", "what", owes={"due_on": "what"}, subject_of="received", is_for_owner=True),
    "refused": _plan(_STATUS, "what", "button", "ground", "remedy", law="Art. 12(4)", owes={"ground": "ground", **_REMEDIES}),
    "withdrawn": _plan(_STATUS, "what", "button", "again"),
    "address_new": _plan("/address/{token}", "what", "button", "next", "confirm.not_you", law="Art. 12(2)", owes={"token": "button"}),
    "address_old": _plan("/address/{token}", "what", "address_new.button", "not_you", law="Art. 32",
                         owes={"token": "button", "dpo_contact": "not_you"}),
    "not_theirs": _plan(_STATUS, "what", "next", "withdrawn.button", "refused.remedy", law="Art. 15(1)", owes={**_REMEDIES}),
    "objection_done": _plan(_STATUS, "what", "kept", "withdrawn.button", law="Art. 21, Art. 12(3)", owes={"purpose": "what", "done_on": "what"}),
    "objection_refused": _plan(_STATUS, "what", "refused.ground", "refused.button", "refused.remedy", law="Art. 21(1), Art. 12(4)",
                               owes={"purpose": "what", "ground": "ground", **_REMEDIES}),
    "restriction_done": _plan(_STATUS, "what", "lift", "withdrawn.button", law="Art. 18, Art. 12(3)", owes={"scope": "what", "done_on": "what"}),
    "restriction_lifted": _plan(_STATUS, "what", "refused.ground", "withdrawn.button", "refused.remedy", law="Art. 18(3)",
                                owes={"scope": "what", "ends_on": "what", "ground": "ground", **_REMEDIES}),
    "portability_ready": _plan(_ANSWER, "what", "answer_ready.button", "answer_ready.code", law="Art. 20, Art. 12(3)",
                               owes={"token": "button", "expires_on": "code"}),
    "company_decided": _plan(_STATUS, "what", "said", "when", "withdrawn.button", law="Art. 12(3), Art. 28(3)(e)",
                             owes={"company": "what", "decided_on": "what", "decision": "said", "due_on": "when"}),
    "company_missing": _plan(_STATUS, "what", "next", "withdrawn.button", law="Art. 12(2)", owes={"company": "what", "due_on": "next"}),
    "company_gone": _plan(_STATUS, "what", "next", "withdrawn.button", "refused.remedy", law="Art. 15(1), Art. 28(3)(g)",
                          owes={"company": "what", **_REMEDIES}),
    "company_silent": _plan(_STATUS, "what", "next", "withdrawn.button", "refused.remedy", law="Art. 12(2), Art. 28(3)(e)",
                            owes={"company": "what", "passed_on": "what", "due_on": "next", **_REMEDIES}),
    "company_asked": _plan(_COMPANY, "why", "button", "how", "when", is_for_owner=True, law="Art. 28(3)(e)",
                           owes={"token": "button", "last_day": "when"}),
    "company_reminder": _plan(_COMPANY, "why", "company_asked.button", "company_asked.how", is_for_owner=True, law="Art. 28(3)(e)",
                              owes={"token": "button", "last_day": "why"}),
    "company_forwarded": _plan(_COMPANY, "why", "company_asked.button", "company_asked.how", is_for_owner=True, law="Art. 28(3)(e)",
                               owes={"token": "button", "last_day": "why"}),
    "company_code": Plan("", (Part("what", of="question_code"), Part("code", Shape.CODE), Part("how", of="question_code"),
                              Part("not_you", of="question_code")), is_for_owner=True, subject_of="question_code"),
    "company_instructed": _plan("", "what", "change", is_for_owner=True, law="Art. 28(3)(a)", owes={"decision": "what", "decided_on": "what"}),
    "company_withdrawn": _plan("", "what", is_for_owner=True),
    "company_package": _plan(_COMPANY, "what", "company_asked.button", "company_asked.how", is_for_owner=True, law="Art. 28(3)(e)",
                             owes={"token": "button", "last_day": "what"}),
    "company_incident": _plan(_COMPANY, "what", "company_asked.button", "company_asked.how", "stop", is_for_owner=True, law="Art. 33(2)",
                              owes={"token": "button"}),
    "late": _plan(_STATUS, "what", "why", "next", "received.button", "refused.remedy", law="Art. 12(3)",
                  owes={"asked": "what", "due_on": "what", "stands": "why", **_REMEDIES}),
    "work_due": _plan("/desk/requests/{reference}", "what", "account_owner.button", is_for_owner=True, owes={"last_day": "what", "due_on": "what"}),
    "work_overdue": _plan("/desk/requests/{reference}", "what", "account_owner.button", is_for_owner=True, owes={"due_on": "what"}),
    "account_owner": _plan("/desk/requests/{reference}", "what", "button", is_for_owner=True, owes={"company": "what", "last_day": "what"}),
    "incident_reminder": _plan("/desk/incidents/{incident}", "what", "button", is_for_owner=True, law="Art. 33(1)",
                               owes={"duty": "what", "ends": "what"}),
    "complaint_reminder": _plan("/desk/requests/{reference}/complaints", "what", "account_owner.button", is_for_owner=True, law="Art. 31",
                                owes={"authority": "what", "last_day": "what"}),
    "question": _plan("/question/{token}", "why", "button", "how", "late", is_for_owner=True),
    "question_reminder": _plan("/question/{token}", "why", "button", "late", is_for_owner=True),
    "question_code": Plan("", (Part("what"), Part("code", Shape.CODE), Part("how"), Part("not_you")), is_for_owner=True),
}

# Letters that go to an address which somebody typed, or which anybody may have written to again: at most DSR_MAIL_LIMIT an hour to one mailbox.
PACED = frozenset({"confirm", "confirm_acted", "confirm_mailed", "reminder_confirm", "unverified", "withdrawn", "address_new", "notice",
                   "company_code", "question_code"})
