"""Sentences of the desk: what comes next, what went wrong, what holds a part up. Invariant: a code without words is shown as itself."""

from __future__ import annotations

from typing import Any

from flask import Flask

from dsr.domain.draft import Ingredient
from dsr.domain.words import Right, State
from dsr.text import translator
from dsr.text.labels import word
from dsr.web import access
from dsr.web.locale import code as language
from dsr.web.say import Lazy, _, _l
from dsr.web.staff import identity_words, incident_words, ledger_words, mail_words, member_words
from dsr.web.words import known

_RIGHTS: dict[str, Lazy] = {"access": _l("See data"), "rectification": _l("Correct"), "erasure": _l("Delete")}
_GAPS: dict[str, Lazy] = {
    "unavailable": _l("the source did not answer"), "refused": _l("the source refused"), "misconfigured": _l("the source does not fit its mapping"),
    "no_path": _l("nothing in the mapping leads there"), "identity_not_given": _l("only an identity that is not proven leads there"),
    "upstream": _l("searched only in part: a source that leads there did not answer"),
    "not_asked": _l("searched by hand, and nobody was asked"), "not_answered": _l("searched by hand, and no answer came in time"),
    "declined": _l("searched by hand, and those who keep it could not answer"),
    "unproven": _l("the person has not proven well enough who they are"), "held": _l("nobody has signed yet who decides about such data"),
    "whose_unknown": _l("nothing says which company its records are of"),
}
_ENDINGS: dict[str, Lazy] = {
    "files": _l("here is all they hold"), "nothing": _l("they hold nothing"), "cannot": _l("they cannot answer, or only in part"),
    "expired": _l("no answer came in time"), "waived": _l("gone on without an answer"),
}
_CANNOT: dict[str, Lazy] = {
    "not_findable": _l("nobody is found by what they were given"), "no_access": _l("they do not have it any more, or cannot get at it"),
    "not_allowed": _l("they may not hand it out"), "other": _l("another reason, see their note"),
}
_KINDS: dict[str, Lazy] = {
    "email": _l("email"), "phone_number": _l("telephone number"), "extension": _l("extension"), "sip_uri": _l("SIP address"),
    "username": _l("user name"), "account": _l("account"),
    "login": _l("sign-in"), "sim": _l("SIM card"), "imsi": _l("IMSI"), "mac": _l("MAC address"), "ip": _l("IP address"),
}
_FATES: dict[str, Lazy] = {
    "to_post": _l("waits to be posted"), "queued": _l("waits to be sent"), "sending": _l("being sent"), "sent": _l("sent"),
    "delayed": _l("late: a mail server still tries"), "opened": _l("opened with the code"), "fetched": _l("the answer was fetched"),
    "bounced": _l("came back: it did not arrive"), "failed": _l("could not be sent"),
    "needless": _l("not sent: it is not needed any more"),
}
_WAYS: dict[str, Lazy] = {
    "again": _l("Send it again, to the address that letters go to now"), "other": _l("Send it to another address"),
    "post": _l("Print it and post it"), "told": _l("Nothing is sent: they were told, or need not be"),
}
_COMPANY_STATES: dict[str, Lazy] = {
    "active": _l("customer"), "left": _l("no customer any more"), "liquidation": _l("in liquidation"), "dissolved": _l("dissolved"),
}
_CONTACT_ROLES: dict[str, Lazy] = {
    "privacy": _l("is asked, and instructs"), "deputy": _l("is asked as well"), "liquidator": _l("liquidator"),
    "supplier": _l("of a reseller: passes on"),
}
_STANDINGS: dict[str, Lazy] = {
    "answer": _l("we answer for the company"), "ask": _l("we ask the company each time"), "forward": _l("we pass on, the company answers"),
}
_DECIDED: dict[str, Lazy] = {
    "answer": _l("we answer the person for the company"), "hand_over": _l("the company gets the data, and answers"),
    "refuse": _l("the company refuses"), "nothing_held": _l("nothing is held on the company’s behalf"),
}
_SILENCES: dict[str, Lazy] = {
    "missing": _l("nobody at the company is left to ask"), "silent": _l("the company is silent, and the day is over"),
    "escalated": _l("the company is silent: its account owner was told"),
}
_TROUBLES: dict[str, Lazy] = {
    "source_unavailable": _l("The source did not answer. Try again, or go on and the answer names the gap."),
    "unavailable": _l("The source did not answer. Try again, or go on and the answer names the gap."),
    "source_refused": _l("The source refused. Check its account and rights, then try again."),
    "refused": _l("The source refused. Check its account and rights, then try again."),
    "source_misconfigured": _l("The source does not fit its mapping. Tell whoever keeps the mapping, then try again."),
    "misconfigured": _l("The source does not fit its mapping. Tell whoever keeps the mapping, then try again."),
    "upstream": _l("A source that leads to this one did not answer."),
    "result_failed_check": _l("The files did not agree with each other. Nothing was released."),
    "vault": _l("A sealed value could not be opened."),
    "crashed": _l("The worker stopped in the middle. It is tried again by itself."),
    "fault": _l("Something of ours failed. Try again; if it stays, whoever runs the workers finds the place in their log."),
    "store": _l("The folder of sealed files could not be written. Make room there, then try again."),
    "source_gone": _l("There is no source file of this name any more. Put it back and try again, or go on and the answer names the gap."),
    "mapping_changed": _l("The mapping has changed since this was collected. Collect again."),
    "cannot_start": _l("What is needed for this step cannot be opened. Tell whoever runs the workers."),
}
_PARTIES: dict[str, Lazy] = {
    "subject": _l("the person’s own"), "dialled": _l("a number that the person dialled"), "caller": _l("a number that called the person"),
    "withheld": _l("who withheld the number"), "colleague": _l("an extension of a colleague"), "name": _l("another person’s name"),
    "content": _l("what another person said or wrote to the person"), "network": _l("another person’s device or address"),
    "mixed": _l("the person’s and others’ data in one value"), "secret": _l("a password or key"),
}
_TREATMENTS: dict[str, Lazy] = {
    "shown": _l("shown"), "cut": _l("shown without its last digits"), "masked": _l("not shown"), "staff": _l("not shown until staff decide"),
    "uncovered": _l("shown because staff decided so"),
}
_ROUTED: dict[str, Lazy] = {
    "controller": _l("we decide"), "processor": _l("a company decides; we hold it for it"),
    "sub_processor": _l("a supplier in between decides for its customer"), "legal_obligation": _l("the law has us hold it"),
}
_ROUTE_ACTS: dict[str, Lazy] = {
    "answer": _l("we answer the person"), "forward": _l("the company is asked"), "hold": _l("it is held until you have decided"),
}
_REASONS: dict[str, Lazy] = {
    "others_rights": _l("another person’s rights weigh more"), "confidential": _l("a secret of trade or security"),
    "not_theirs": _l("it is about somebody else"), "law": _l("another law tells of it elsewhere, or forbids it"),
    "own": _l("it is the person’s own after all"), "agreed": _l("the other person agreed"), "known": _l("the person knows it already"),
}
_ACTS: dict[str, Lazy] = {
    "leave_out": _l("leave out"), "uncover": _l("uncover"), "keep_hidden": _l("keep hidden"), "take_back": _l("take the decision back"),
}
_BLOCKING: dict[str, tuple[Lazy, str]] = {
    "unconfirmed": (_l("Waits for the confirmation"), "wait"), "triage": (_l("Start the collection"), "work"),
    "refused": (_l("Send the refusal"), "soon"), "uninstructed": (_l("No word from the company yet"), "wait"),
    "collecting": (_l("Collection runs"), "work"), "asked": (_l("Waits for somebody who was asked"), "wait"),
    "source_failed": (_l("A source failed"), "stop"), "task_failed": (_l("A source failed"), "stop"),
    "review": (_l("Approve the answer"), "soon"),
    "by_hand": (_l("To be done by hand"), "soon"), "referred": (_l("Waits for the company"), "wait"),
    "delivering": (_l("Answer is on its way"), "work"),
    "letter_failed": (_l("A letter did not arrive"), "stop"), "mailed": (_l("A mail has come"), "soon"),
    "answered": (_l("The person has answered"), "soon"),
    "to_post": (_l("Print a letter and post it"), "soon"), "owed": (_l("The rest of the answer is owed"), "soon"),
}
_INGREDIENTS: dict[Ingredient, Lazy] = {
    Ingredient.PERSON: _l("the person, a date, or what was searched for them"), Ingredient.LANGUAGE: _l("the language"),
    Ingredient.SEARCH: _l("what was found, or what was decided about it"), Ingredient.FILES: _l("files, or what was decided about them"),
    Ingredient.MAPPING: _l("the mapping of a source"), Ingredient.SETTINGS: _l("the settings, or how much is printed"),
    Ingredient.PROGRAM: _l("the program and its words"),
}
_NEXT: dict[State, Lazy] = {
    State.RECEIVED: _l("Waits for the person to confirm the email. The clock runs since the day of receipt."),
    State.VERIFYING: _l("Waits for the person to confirm the email. The clock runs since the day of receipt."),
    State.TRIAGE: _l("Next: read what is asked, then start the collection. Only the confirmed email and what sources tie to it is searched."),
    State.REFERRED: _l("The company decides. Enter its instruction when it comes; if none comes, it closes when the answer is due."),
    State.COLLECTING: _l("Sources are being searched. What fails is tried again by itself first; then it waits for you here."),
    State.REVIEWING: _l("Next: look at the draft of the answer and at what is missing, then approve it. The person gets a letter with a link."),
    State.EXECUTING: _l("Changes are being carried out."),
    State.DELIVERING: _l("The answer is open to the person. It closes by itself."),
    State.CLOSED: _l("Closed. Nothing is left to do."),
}
_NEXT_DECIDED = _l("Next: start the collection. Only what the company’s instruction covers is searched for this part.")
_NEXT_WAITING = _l("The company decides and is asked by itself. Before it tells us what to do, only what a source would delete is kept, under seal.")
_NEXT_REFUSED = _l("The company lets nothing of this part leave. Next: refuse it, on the ground and with the reason that the company gave.")
_NEXT_RECALLED: dict[State, Lazy] = {
    State.TRIAGE: _l("Next: write the corrected answer. The one before was called back, and what was found for it is gone: start the collection "
                     "again."),
    State.COLLECTING: _l("Sources are being searched for the corrected answer: the one before was called back."),
    State.REVIEWING: _l("Next: write the corrected answer. The one before was called back: put right what was wrong with it, by other decisions or "
                        "by collecting again, then look at the new draft and approve it."),
}
_NEXT_NO = _l("A letter ends this part: it closes when that letter has left. If the letter did not arrive, see to it below.")
_NEXT_BY_HAND: dict[State, Lazy] = {
    State.TRIAGE: _l("Next: read what is asked. Collecting shows where the data is; the change itself is made by hand."),
    State.REVIEWING: _l("Next: make the change by hand, note it below, and tell the person."),
}


def register(app: Flask) -> None:
    """Filters that only the desk's templates use."""
    app.jinja_env.globals.update(can=access.can)
    identity_words.register(app)
    incident_words.register(app)
    ledger_words.register(app)
    mail_words.register(app)
    member_words.register(app)
    app.jinja_env.filters.update(
        ending=lambda name: known(_ENDINGS, str(name)), cannot=lambda name: known(_CANNOT, str(name)),
        company_state=lambda name: known(_COMPANY_STATES, str(name)), contact_role=lambda name: known(_CONTACT_ROLES, str(name)),
        standing=lambda name: known(_STANDINGS, str(name)),
        decided=lambda name: known(_DECIDED, str(name)),
        silence=lambda word: known(_SILENCES, word),
        right=lambda name: known(_RIGHTS, str(name)), gap=lambda why: known(_GAPS, str(why)),
        kind=lambda name: known(_KINDS, name), fate=lambda name: known(_FATES, str(name)), way=lambda name: known(_WAYS, str(name)),
        act=lambda word: known(_ACTS, str(word)), choice_reason=lambda word: known(_REASONS, str(word)),
        withheld_why=lambda why: known(_REASONS, str(why)) if str(why) in _REASONS else word(why, language()),
        routed=lambda word: known(_ROUTED, str(word)), route_act=lambda word: known(_ROUTE_ACTS, str(word)),
        party=lambda word: known(_PARTIES, str(word)), treatment=lambda word: known(_TREATMENTS, str(word)),
        trouble=lambda code: known(_TROUBLES, code), next_step=next_step, ground=ground_words,
        ingredient=lambda one: str(_INGREDIENTS[one]),
        blocking=lambda code: str(_BLOCKING[code][0]) if code in _BLOCKING else known({}, code),
        blocking_tone=lambda code: _BLOCKING[code][1] if code in _BLOCKING else "idle", response_words=response_words)


def ground_words(ground: str) -> str:
    """A ground of refusal, for the list."""
    return translator(language())(f"ground.{ground}.text")


def next_step(part: Any) -> str:
    """What the desk proposes for a part."""
    if part.right is not Right.ACCESS and part.state in _NEXT_BY_HAND:
        return str(_NEXT_BY_HAND[part.state])
    is_recalled = bool(part.responses) and not part.can_resend
    if part.state is State.TRIAGE and part.decided.is_companys and not (is_recalled and part.decided.leaves):
        return str(_NEXT_WAITING if part.decided.is_waited_for else _NEXT_DECIDED if part.decided.leaves else _NEXT_REFUSED)
    if is_recalled and part.state in _NEXT_RECALLED:
        return str(_NEXT_RECALLED[part.state])
    if part.state is State.DELIVERING and not part.is_out:
        return str(_NEXT_NO)
    return str(_NEXT[part.state])


def response_words(response: Any) -> str:
    """Where an answer that was approved stands."""
    return _("written, with everything that was found") if response.status == "complete" else _("written, with gaps that it names")
