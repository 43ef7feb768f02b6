"""How a person proves who they are: the ways there are, who controls each, and what is enough for which right and kind of data.

LAW: GDPR Art. 12(6) (doubt), Art. 32; the ladder is a table, not code. Invariant: whatever the employer controls counts once, however often it was
proven; data about use are given only to somebody who also proved something that the employer does not control.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from dsr.domain.actor import ActorKind
from dsr.domain.words import Right


class Method(StrEnum):
    """A way to prove. None of them is a copy of an identity document, and none is something that is merely known."""

    EMAIL_LINK = "email_link"      # the button behind a link that was mailed
    LINE_SMS = "line_sms"          # a code sent as a message to the number itself
    LINE_CALL = "line_call"        # a code spoken in a call to the number itself, after a key was pressed
    EID = "eid"                    # an electronic identity, by OpenID Connect
    EMPLOYER = "employer"          # the company confirmed who it is
    CALL_BACK = "call_back"        # staff called a number on file
    POSTED_CODE = "posted_code"    # a code in a letter to an address on file
    NOTICE = "notice"              # every other channel on file was told, and nobody objected in the waiting time
    OTHER = "other"                # what staff accepted instead, with their reason
    OVERRIDE = "override"          # the privacy manager decided, with a written reason


class Control(StrEnum):
    """Who could have given a proof: it proves nothing against them. What the company of a sole trader controls is the person's own."""

    EMPLOYER = "employer"          # mailbox, SIM, telephone, sign-in and word of the company
    PERSON = "person"              # something that is the person's own
    US = "us"                      # our own privacy manager answers for it


class ProofState(StrEnum):
    OPEN = "open"                  # asked for, not given yet
    PROVEN = "proven"
    FAILED = "failed"
    EXPIRED = "expired"
    OBJECTED = "objected"          # somebody who was told says: that was not me
    REVOKED = "revoked"            # staff took it back


class Sensitivity(StrEnum):
    """How much harm it does to give data to the wrong person."""

    CONTACT = "contact"            # name, title, address, numbers: what stands on a card
    USAGE = "usage"                # who called whom when, volumes, places, bills
    CONTENT = "content"            # what was said or written: recordings, voicemail, messages


class Doubt(StrEnum):
    """Why an identity is doubted; recorded for one request, never a habit (GDPR Art. 12(6))."""

    ADDRESS_UNKNOWN = "address_unknown"        # the address stands in no system of ours
    ADDRESS_SHARED = "address_shared"          # several people read it
    NAME_DIFFERS = "name_differs"              # the record has another name
    NUMBER_MOVED = "number_moved"              # newly ported, swapped, forwarded or given to somebody else
    EMPLOYER_MAY_POSE = "employer_may_pose"    # all that was proven is in the employer's hands
    OBJECTION = "objection"                    # somebody who was told says it was not them
    LOOKALIKE = "lookalike"                    # the domain only looks like a customer's
    OTHER = "other"


class PauseKind(StrEnum):
    """Why the clock stands (GDPR Art. 12(6), recital 63); at most once each."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"


class Need(StrEnum):
    """What is still missing."""

    TIE = "tie"              # something that our records know the person by: an address, a number
    OWN = "own"              # something that the employer does not control
    SECOND = "second"        # one more, of another kind
    STRONG = "strong"        # one that cannot be passed on as a code can


class Bar(IntEnum):
    """How much is enough. Each step holds the one below."""

    TIED = 1                 # one thing that our records know the person by
    OWN = 2                  # two things of different kinds, one of them not in the employer's hands
    STRONG = 3               # and one of them strong, and that one not in the employer's hands


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof that was given and holds. `kind` is the kind of identity that it proves, None for one of the person and of no identifier."""

    method: Method
    control: Control
    kind: str | None
    at: datetime


# To correct or to delete harms less than to give away (MAG Interactive, IMY-2022-9109): one step lower.
TABLE: Mapping[tuple[Right, Sensitivity], Bar] = {
    (Right.ACCESS, Sensitivity.CONTACT): Bar.TIED,
    (Right.ACCESS, Sensitivity.USAGE): Bar.OWN,
    (Right.ACCESS, Sensitivity.CONTENT): Bar.STRONG,
    (Right.RECTIFICATION, Sensitivity.CONTACT): Bar.TIED,
    (Right.RECTIFICATION, Sensitivity.USAGE): Bar.TIED,
    (Right.RECTIFICATION, Sensitivity.CONTENT): Bar.OWN,
    (Right.ERASURE, Sensitivity.CONTACT): Bar.TIED,
    (Right.ERASURE, Sensitivity.USAGE): Bar.TIED,
    (Right.ERASURE, Sensitivity.CONTENT): Bar.OWN,
}
STRONG = frozenset({Method.EID, Method.CALL_BACK, Method.POSTED_CODE, Method.OVERRIDE})
UNTIED = frozenset({Method.EID, Method.NOTICE})  # a name is many people's, and silence is nobody's: neither says which record is theirs
WITHOUT_CODE = frozenset({Method.OTHER, Method.OVERRIDE, Method.NOTICE})  # nobody was asked for the pick-up code
REASONED = frozenset({Method.CALL_BACK, Method.OTHER, Method.OVERRIDE})  # staff write down why they are satisfied
_ON_FILE = frozenset({Method.CALL_BACK, Method.POSTED_CODE})  # the record itself gave the number or the address
_KINDS_OF_PROOF = {Method.LINE_SMS: "line", Method.LINE_CALL: "line", Method.CALL_BACK: "line"}  # one line is one thing, however it was reached

_SUBJECT, _STAFF = ActorKind.SUBJECT, ActorKind.STAFF
GIVEN_BY: Mapping[Method, frozenset[ActorKind]] = {
    Method.EMAIL_LINK: frozenset({_SUBJECT}), Method.LINE_SMS: frozenset({_SUBJECT}), Method.LINE_CALL: frozenset({_SUBJECT}),
    Method.EID: frozenset({_SUBJECT}), Method.EMPLOYER: frozenset({ActorKind.COMPANY, _STAFF}), Method.CALL_BACK: frozenset({_STAFF}),
    Method.POSTED_CODE: frozenset({_SUBJECT, _STAFF}), Method.NOTICE: frozenset({ActorKind.SYSTEM}), Method.OTHER: frozenset({_STAFF}),
    Method.OVERRIDE: frozenset({_STAFF}),
}
_CONTROLLED: Mapping[Method, frozenset[Control]] = {  # the others may be either the employer's or the person's
    Method.EID: frozenset({Control.PERSON}), Method.EMPLOYER: frozenset({Control.EMPLOYER}), Method.OVERRIDE: frozenset({Control.US}),
}
_NOT_THE_EMPLOYER = frozenset({Control.PERSON, Control.US})
ANSWERED_BY: Mapping[Doubt, frozenset[Control]] = {  # what settles a doubt by itself; the others staff settle
    Doubt.EMPLOYER_MAY_POSE: _NOT_THE_EMPLOYER, Doubt.ADDRESS_SHARED: _NOT_THE_EMPLOYER,
}

# While a doubt is open, nothing but this is given, whatever was proven.
_UNDER_DOUBT: Mapping[Doubt, frozenset[Sensitivity]] = {
    Doubt.EMPLOYER_MAY_POSE: frozenset({Sensitivity.CONTACT}), Doubt.NUMBER_MOVED: frozenset({Sensitivity.CONTACT}),
}


def suffices(right: Right, sensitivity: Sensitivity, shown: Iterable[Shown]) -> bool:
    """Whether these proofs are enough."""
    return not missing(right, sensitivity, shown)


def missing(right: Right, sensitivity: Sensitivity, shown: Iterable[Shown]) -> tuple[Need, ...]:
    """What would be enough, beside what is proven."""
    proofs = tuple(shown)
    bar = TABLE[right, sensitivity]
    owed = [] if any(_is_tie(one) for one in proofs) else [Need.TIE]
    if bar >= Bar.OWN:
        owed += [] if any(one.control is not Control.EMPLOYER for one in proofs) else [Need.OWN]
        owed += [] if _is_twofold(proofs) or Need.OWN in owed or Need.TIE in owed else [Need.SECOND]
    if bar >= Bar.STRONG:
        owed += [] if any(one.method in STRONG and one.control is not Control.EMPLOYER for one in proofs) else [Need.STRONG]
    return tuple(owed)


def reach(right: Right, shown: Iterable[Shown], doubts: Iterable[Doubt] = ()) -> frozenset[Sensitivity]:
    """The kinds of data that may be given: what the proofs are enough for, as far as no open doubt forbids it."""
    proofs = tuple(shown)
    found = frozenset(one for one in Sensitivity if suffices(right, one, proofs))
    for doubt in doubts:
        found &= _UNDER_DOUBT.get(doubt, frozenset())
    return found


def is_true_of(method: Method, control: Control) -> bool:
    """Whether a proof of this method can be in these hands: the word of the company is never the person's, and only our own override is ours."""
    return control in _CONTROLLED.get(method, frozenset({Control.EMPLOYER, Control.PERSON}))


def ways(need: Need) -> frozenset[Method]:
    """By which methods it may be met, where nothing of the employer's is used."""
    match need:
        case Need.TIE:
            return frozenset(Method) - UNTIED
        case Need.OWN | Need.SECOND:
            return frozenset(Method) - {Method.EMPLOYER}
        case Need.STRONG:
            return STRONG


def helps(method: Method, owed: Iterable[Need]) -> bool:
    """Whether it may meet something of what is still needed."""
    return any(method in ways(need) for need in owed)


def _is_tie(one: Shown) -> bool:
    return one.method not in UNTIED and (one.kind is not None or one.method in _ON_FILE)


def _is_twofold(proofs: Iterable[Shown]) -> bool:
    """Two things of different kinds; all that the employer controls is one. The privacy manager's word is enough by itself."""
    things = {"employer" if one.control is Control.EMPLOYER else _KINDS_OF_PROOF.get(one.method, one.method.value) for one in proofs}
    return len(things) > 1 or Method.OVERRIDE.value in things
