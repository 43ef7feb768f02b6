"""What becomes of a mail that came in: states, from when it counts, and the rule that gives it its place.

Invariant: a mail that is not sure to be what it seems waits for staff; none is thrown away unread, and a machine is never answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OLDEST = timedelta(days=366)  # a server that says longer ago has its mails from somewhere else, or no clock


class MailState(StrEnum):
    NEW = "new"      # kept, and not read yet
    SORT = "sort"    # waits for staff
    DONE = "done"


class Nature(StrEnum):
    """What a mail is, before anybody asks what it wants."""

    LETTER = "letter"                # a person writes; whatever is unsure is one, so that nobody's request is taken for noise
    AUTO_REPLY = "auto_reply"        # a machine answered, a ticket was opened, a letter was shown or delivered
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE = "bounce"                # it will not be delivered
    DELAY = "delay"                  # not yet; the server still tries
    OWN = "own"                      # one of our own letters came back
    LIST = "list"                    # to many, or by a machine that answers nothing; asks for nothing
    CALENDAR = "calendar"
    ENCRYPTED = "encrypted"          # only whoever has the key reads it


class Became(StrEnum):
    """What a mail was in the end."""

    REQUEST = "request"              # a request of its own
    REPLY = "reply"                  # belongs to a request
    ANSWER = "answer"                # of the person to a question of ours
    FATE = "fate"                    # says what became of a letter of ours
    AUTOMATIC = "automatic"          # a machine's; counted, and not answered
    NO_REQUEST = "no_request"        # staff have read it and say so


class Unsure(StrEnum):
    """Why staff must look at a mail. The first that holds is told."""

    UNREADABLE = "unreadable"        # it could not be opened or read
    NATIONAL_NUMBER = "national_number"
    ENCRYPTED = "encrypted"
    CALENDAR = "calendar"
    LIST = "list"
    NO_SENDER = "no_sender"          # nobody can be answered
    REPEATED = "repeated"            # its Message-ID is that of another mail
    SEVERAL = "several"              # names more than one request
    STRANGER = "stranger"            # names a request that is not of this address
    CLOSED = "closed"                # belongs to a request that is closed: nobody looks there any more
    LETTER_LOST = "letter_lost"      # a letter to this address came back, and it does not say which
    OPEN_REQUEST = "open_request"    # the address has an open request, and the mail does not say whether it is about that
    UNCLEAR = "unclear"              # what is wanted is not certain


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a mail. `answered` are requests whose letters it answers, by Message-ID; `named` those whose references its sender wrote;
    `of_sender` those that the sender's address belongs to, `open_of_sender` the open ones among them; `closed` those of all that are closed. Of a
    report that a letter came back the sender is whoever was to have the letter."""

    nature: Nature
    is_readable: bool = True
    has_sender: bool = True
    holds_national: bool = False
    is_repeated: bool = False
    answered: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    of_sender: frozenset[int] = frozenset()
    open_of_sender: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    is_certain: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Its place: what it became, or why staff must look; and the request it belongs to, as far as that is sure."""

    became: Became | None = None
    unsure: Unsure | None = None
    request_id: int | None = None


def decide(facts: Facts) -> Verdict:
    """The place of a mail."""
    thread = facts.answered or facts.named
    one = next(iter(thread)) if len(facts.answered | facts.named) == 1 else None
    match facts.nature:
        case Nature.BOUNCE | Nature.DELAY:
            return _fate(facts, one)
        case Nature.OWN:
            return Verdict(Became.AUTOMATIC)
        case Nature.AUTO_REPLY | Nature.OUT_OF_OFFICE:
            is_theirs = one is not None and (one in facts.answered or one in facts.of_sender)
            return Verdict(Became.AUTOMATIC, request_id=one if is_theirs else None)
    if (unsure := next(_doubts(facts, one), None)) is not None:
        return Verdict(unsure=unsure, request_id=one if one in facts.of_sender else None)
    return Verdict(Became.REQUEST) if one is None else Verdict(Became.REPLY, request_id=one)


def _fate(facts: Facts, one: int | None) -> Verdict:
    """Whoever does not know a letter of ours cannot know its Message-ID: of a report without one only staff may think that it is about a letter."""
    if facts.answered:
        return Verdict(Became.FATE, request_id=one)
    is_lost = facts.nature is Nature.BOUNCE and bool(facts.open_of_sender)
    return Verdict(unsure=Unsure.LETTER_LOST) if is_lost else Verdict(Became.AUTOMATIC)


def _doubts(facts: Facts, one: int | None) -> Iterator[Unsure]:
    if not facts.is_readable:
        yield Unsure.UNREADABLE
    if facts.holds_national:
        yield Unsure.NATIONAL_NUMBER
    if facts.nature is not Nature.LETTER:
        yield Unsure(facts.nature.value)
    if not facts.has_sender:
        yield Unsure.NO_SENDER
    if facts.is_repeated:
        yield Unsure.REPEATED
    if len(facts.answered | facts.named) > 1:
        yield Unsure.SEVERAL
    if one is not None:
        if one not in facts.of_sender:
            yield Unsure.STRANGER
        if one in facts.closed:
            yield Unsure.CLOSED
        return
    if facts.open_of_sender:
        yield Unsure.OPEN_REQUEST
    if not facts.is_certain:
        yield Unsure.UNCLEAR


def received(fetched_at: datetime, server_at: datetime | None) -> datetime:
    """The moment from which it counts: when the server says it took it, if that is earlier and can be; never later than when we had it."""
    if server_at is None or not fetched_at - OLDEST <= server_at <= fetched_at:
        return fetched_at
    return server_at
