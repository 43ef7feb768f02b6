"""The ways to show who one is that have a page of their own. Invariant: each is offered wherever it is set up and may help, by what the person has
shown themselves: to everybody alike.

A way that is added gets a row here and a module of its own beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dsr.domain.proof import Method, Need, Sensitivity
from dsr.kit import Kit
from dsr.services.read.proving import Page
from dsr.web.say import Lazy, _l


@dataclass(frozen=True, slots=True)
class Way:
    """`endpoint` is its first page; `is_open` whether this installation has it, and it may help."""

    endpoint: str
    title: Lazy
    hint: Lazy
    is_open: Callable[[Kit, Page], bool]


WAYS: tuple[Way, ...] = (
    Way("subject.eid", _l("By an electronic identity"),
        _l("You show who you are at its provider, and we hear your name from there and nothing else."), lambda kit, _page: kit.eid is not None),
    Way("subject.line", _l("By a code to your telephone"),
        _l("You type the number, we send a code to it as a text message or in a call, and you type the code here."),
        lambda kit, _page: kit.phone is not None),
    Way("subject.notice", _l("By a message to your other addresses and numbers"),
        _l("We tell every other one that we have on file, wait, and count it if nobody says that it was not you."),
        lambda _kit, page: page.can_notify or page.notice_at is not None),
)

METHODS: Mapping[Method, Lazy] = {  # a notice has none: that it counted would tell that there was somebody to be told
    Method.EMAIL_LINK: _l("You confirmed your email"), Method.LINE_SMS: _l("You typed the code that went to your telephone"),
    Method.LINE_CALL: _l("You typed the code that was spoken on your telephone"), Method.EID: _l("You used an electronic identity"),
    Method.EMPLOYER: _l("Your employer confirmed who you are"), Method.CALL_BACK: _l("We called you back at a number on file"),
    Method.POSTED_CODE: _l("You gave us the code that we posted to you"),
    Method.OTHER: _l("We accepted what you showed us"), Method.OVERRIDE: _l("Our privacy manager decided"),
}
KINDS: Mapping[Sensitivity, Lazy] = {
    Sensitivity.CONTACT: _l("What stands on a card: name, address, numbers"),
    Sensitivity.USAGE: _l("How telephones were used: calls, volumes, bills"),
    Sensitivity.CONTENT: _l("What was said or written: recordings, voicemail, messages"),
}
NEEDS: Mapping[Need, Lazy] = {
    Need.TIE: _l("an email address or a telephone number by which our systems know you"),
    Need.OWN: _l("something that your employer does not control, such as an electronic identity, a private address or a letter to your home"),
    Need.SECOND: _l("one more thing, of another kind"),
    Need.STRONG: _l("an electronic identity, a call back to a number on file, or a code by post"),
}


def open_ways(kit: Kit, page: Page) -> tuple[Way, ...]:
    """Those of this installation that may help whoever has this page open."""
    return tuple(way for way in WAYS if way.is_open(kit, page))
