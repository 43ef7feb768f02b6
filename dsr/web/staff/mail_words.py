"""Words of the desk about mails that came in."""

from __future__ import annotations

from flask import Flask

from dsr.domain.mail_in import Became, Nature, Unsure
from dsr.domain.words import Right
from dsr.inbound.base import Fault
from dsr.inbound.demands import Item
from dsr.web.say import Lazy, _l
from dsr.web.words import known

UNSURE: dict[Unsure, Lazy] = {
    Unsure.UNREADABLE: _l("It could not be read. Fetch the whole mail and look."),
    Unsure.NATIONAL_NUMBER: _l("It may hold a national number. It is masked here; keep it nowhere."),
    Unsure.ENCRYPTED: _l("It is encrypted: ask for it in plain words, or open it where the key is."),
    Unsure.CALENDAR: _l("It is an invitation."), Unsure.LIST: _l("It went to many, or a machine made it."),
    Unsure.NO_SENDER: _l("It has no sender: nobody can be answered."),
    Unsure.REPEATED: _l("Another mail has the same number of its own: one of them may be a copy that somebody changed."),
    Unsure.SEVERAL: _l("It names more than one request."),
    Unsure.STRANGER: _l("It names a request, and does not come from an address of that request. Whoever wrote it may be somebody else."),
    Unsure.CLOSED: _l("It belongs to a request that is closed."),
    Unsure.LETTER_LOST: _l("A letter to an address with an open request came back, and the report does not say which letter."),
    Unsure.OPEN_REQUEST: _l("The address has an open request, or opened one within a day, and the mail does not name it."),
    Unsure.UNCLEAR: _l("What is wanted is not certain."),
}
BECAME: dict[Became, Lazy] = {
    Became.REQUEST: _l("opened a request"), Became.REPLY: _l("came for the request"), Became.ANSWER: _l("answered our question"),
    Became.FATE: _l("told what became of a letter"), Became.AUTOMATIC: _l("from a machine, not answered"), Became.NO_REQUEST: _l("no request"),
}
NATURES: dict[Nature, Lazy] = {
    Nature.LETTER: _l("a letter"), Nature.AUTO_REPLY: _l("an automatic answer"), Nature.OUT_OF_OFFICE: _l("out of office"),
    Nature.BOUNCE: _l("a delivery failure"), Nature.DELAY: _l("a delivery is late"), Nature.OWN: _l("our own letter"),
    Nature.LIST: _l("to many, or made by a machine"),
    Nature.CALENDAR: _l("an invitation"), Nature.ENCRYPTED: _l("encrypted"),
}
FAULTS: dict[Fault, Lazy] = {
    Fault.TOO_LARGE: _l("too large: only its beginning was read"), Fault.TOO_MANY_PARTS: _l("too many parts: the last were not read"),
    Fault.TOO_DEEP: _l("mails within mails: the innermost were not read"), Fault.TEXT_CUT: _l("a very long text: only its beginning is shown"),
    Fault.LONG_HEADER: _l("headers that are too long were cut"), Fault.BAD_HEADER: _l("a header is broken"),
    Fault.HEADER_BREAK: _l("a line break is hidden in a header: somebody may try to slip something in"),
    Fault.BROKEN_PARTS: _l("its parts are broken"), Fault.BAD_ENCODING: _l("some signs could not be read"),
    Fault.UNKNOWN_CHARSET: _l("written in signs that we do not know"), Fault.BAD_DATE: _l("its own date cannot be"),
    Fault.NO_SENDER: _l("it has no sender"), Fault.SEVERAL_SENDERS: _l("it names several senders"),
    Fault.SENDER_NAMED_OTHERWISE: _l("the sender calls themselves by another address"),
    Fault.REPLY_ELSEWHERE: _l("answers are wanted at another address than the sender’s"),
    Fault.UNREADABLE_PART: _l("a part can be opened by the sender’s program only"), Fault.UNREADABLE: _l("nothing of it could be read"),
}
MINDED: dict[str, Lazy] = {
    "for_other": _l("It seems to be written for somebody else: whoever wrote it needs a mandate, and the request is that person’s."),
    "chases": _l("It seems to wait for an answer to something asked before: look whether that request is here, and where it stands."),
}
ITEMS: dict[Item, Lazy] = {
    Item.PURPOSES: _l("what it is used for"), Item.CATEGORIES: _l("kinds of data"), Item.RECIPIENTS: _l("who gets it"),
    Item.STORAGE: _l("how long it is kept"), Item.SOURCE: _l("where it comes from"), Item.AUTOMATED: _l("automated decisions"),
    Item.THIRD_COUNTRIES: _l("whether it leaves the EU"), Item.SAFEGUARDS: _l("what protects it there"), Item.COPY: _l("a copy"),
}
PLACES: dict[Item, str] = {  # under which words the answer tells it, in the catalogue of letters; a copy are its files
    Item.PURPOSES: "why_purpose", Item.CATEGORIES: "why_categories", Item.RECIPIENTS: "why_recipients", Item.THIRD_COUNTRIES: "why_transfers",
    Item.STORAGE: "why_retention", Item.SOURCE: "why_origin", Item.AUTOMATED: "why_automated", Item.SAFEGUARDS: "why_transfers",
}
RIGHTS: dict[str, Lazy] = {
    Right.ACCESS.value: _l("to see data"), Right.RECTIFICATION.value: _l("to correct data"), Right.ERASURE.value: _l("to delete data"),
    "restriction": _l("to restrict its use"), "portability": _l("to take data along"), "objection": _l("to object"),
}
BOXES: dict[str, Lazy] = {
    "mailbox_unavailable": _l("Its server does not answer. It is tried again by itself."),
    "mailbox_refused": _l("Its server does not let us in, or not into its folder. Check its account in the settings."),
    "mailbox_unknown": _l("Another process has other settings. Start all with the same."),
    "mail_too_large": _l("A mail that is larger than we take lies there. Open it with a mail program."),
    "mail_not_given": _l("Its server lists a mail that it does not give."),
    "mail_not_removed": _l("Mails that we have kept cannot be taken away there. Check what its account may do."),
    "store": _l("The folder of sealed files could not be written. Make room there, then it goes on by itself."),
}


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        unsure=lambda one: str(UNSURE[one]), mail_became=lambda one: str(BECAME[one]), mail_nature=lambda one: str(NATURES[one]),
        mail_fault=lambda one: str(FAULTS[one]), mail_item=lambda one: known({item.value: words for item, words in ITEMS.items()}, str(one)),
        mail_right=lambda one: known(RIGHTS, str(one)),
        mail_minded=lambda one: known(MINDED, str(one)), mailbox_fault=lambda code: known(BOXES, code))
