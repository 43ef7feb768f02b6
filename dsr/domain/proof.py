"""How a person proves who they are: the ways there are, who controls each, and what is enough for which right and kind of data.

LAW: GDPR Art. 12(6) (doubt), Art. 32; the ladder is a table, not code. Invariant: whatever the employer controls counts once, however often it was
proven; data about use are given only to somebody who also proved something that the employer does not control.
"""

from __future__ import annotations

from enum import StrEnum


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
    """Who could have given a proof: it proves nothing against them."""

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
