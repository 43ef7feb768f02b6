"""The words of the field as enums. A word is stored as its value; what a person reads comes from dsr.text."""

from enum import StrEnum


class Right(StrEnum):
    """What the person asked for (GDPR Art. 15 to 22). `UNSURE` becomes an access part at intake."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"


class Role(StrEnum):
    """Whether we decide about the data or hold it on behalf of the customer company (GDPR Art. 4(7), 4(8))."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


class Safeguard(StrEnum):
    """What protects data that leave the EEA (GDPR Art. 45, 46, 49)."""

    ADEQUACY = "adequacy"
    PRIVACY_FRAMEWORK = "privacy_framework"    # Decision (EU) 2023/1795, for recipients in the United States that take part
    STANDARD_CLAUSES = "standard_clauses"
    GROUP_RULES = "group_rules"
    CODE_OF_CONDUCT = "code_of_conduct"
    CERTIFICATION = "certification"
    EXCEPTION = "exception"                    # Art. 49: needs a reason


class State(StrEnum):
    """Where a part of a request stands; the moves between them are in `lifecycle.MOVES`."""

    RECEIVED = "received"
    VERIFYING = "verifying"
    TRIAGE = "triage"
    REFERRED = "referred"
    COLLECTING = "collecting"
    REVIEWING = "reviewing"
    EXECUTING = "executing"
    DELIVERING = "delivering"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a part ended; set by closing and by nothing else."""

    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOTHING_HELD = "nothing_held"
    REFUSED = "refused"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    UNVERIFIED = "unverified"
    DUPLICATE = "duplicate"
    NOT_THEIRS = "not_theirs"            # it asks about somebody else: no request of this person


class Channel(StrEnum):
    """How the request reached us."""

    PORTAL = "portal"
    MAIL = "mail"
    STAFF = "staff"
    API = "api"
    PHONE = "phone"
    LETTER = "letter"


class Withheld(StrEnum):
    """Why rows that were found are not in the answer; each is counted and said."""

    PROCESSOR = "processor"              # the customer company decides
    NO_PERSONAL_DATA = "no_personal_data"  # no column of the asked categories: only a stepping stone of the search
    SHARED_LINE = "shared_line"          # found only by a line that several people held then
    UNPROVEN_LINE = "unproven_line"      # found only by a line of which it is not proven that it was theirs then


class NotReached(StrEnum):
    """Why a collection was not searched or not searched to the end."""

    UNAVAILABLE = "unavailable"          # did not answer; try again
    REFUSED = "refused"                  # answered, and said no
    MISCONFIGURED = "misconfigured"      # mapping and source disagree; tell staff
    NO_PATH = "no_path"                  # nothing in the mapping leads to it: makes the result incomplete
    IDENTITY_NOT_GIVEN = "identity_not_given"  # only an identity kind that was not given leads to it: not incomplete
    UPSTREAM = "upstream"                # the collection that leads to it could not be reached
    NOT_ASKED = "not_asked"              # a person searches it, and this run asks nobody
    NOT_ANSWERED = "not_answered"        # the person who was asked did not answer in time
    DECLINED = "declined"                # the person who was asked says that they cannot answer
    UNPROVEN = "unproven"                # the person has not proven well enough who they are for data of this kind
    HELD = "held"                        # nobody has signed yet who decides about data of this kind
    WHOSE_UNKNOWN = "whose_unknown"      # nothing says which company its rows are of, so it is in no company's part

    @property
    def may_heal(self) -> bool:
        """Whether another search may well reach it: only then may anybody be promised more."""
        return self not in (NotReached.NO_PATH, NotReached.IDENTITY_NOT_GIVEN, NotReached.DECLINED, NotReached.WHOSE_UNKNOWN)


class Decision(StrEnum):
    """Whether a file goes along with the answer."""

    PENDING = "pending"                  # somebody must look at it first
    INCLUDED = "included"
    LEFT_OUT = "left_out"


class LeftOut(StrEnum):
    """Why staff left a file out of the answer; each is counted and said."""

    OTHER_PERSON = "other_person"        # it would harm another person (GDPR Art. 15(4))
    NO_PERSONAL_DATA = "no_personal_data"
    CONFIDENTIAL = "confidential"        # a secret of trade or security (GDPR recital 63)
    REPEATED = "repeated"                # the same file is in the answer already
    HARMFUL = "harmful"                  # it would harm the reader's computer


class NotEnclosed(StrEnum):
    """Why a file that a row stands for is not among the files of the answer, before anybody decided; each is counted and said."""

    GONE = "gone"                        # deleted after its time, or never written
    UNREADABLE = "unreadable"            # may not be read, or is damaged
    OUTSIDE = "outside"                  # its path leads out of the folder of files
    TOO_LARGE = "too_large"
    PROCESSOR = "processor"              # the customer company decides
    MASKED = "masked"                    # its row is withheld whole, or its cell is

    @property
    def is_missing(self) -> bool:
        """Whether we looked for it and have it not."""
        return self in (NotEnclosed.GONE, NotEnclosed.UNREADABLE, NotEnclosed.OUTSIDE, NotEnclosed.TOO_LARGE)

    @property
    def makes_incomplete(self) -> bool:
        """Whether it may well be held, and was not given."""
        return self.is_missing and self is not NotEnclosed.GONE


class ExtensionReason(StrEnum):
    """Why an answer may take longer: complexity and number of the requests, and nothing else (GDPR Art. 12(3)). Lack of staff is no reason."""

    MANY_SYSTEMS = "many_systems"
    MANY_RECORDS = "many_records"
    OTHER_PEOPLE = "other_people"
    MANY_REQUESTS = "many_requests"


class FileKind(StrEnum):
    """What a file is to its reader."""

    RECORDING = "recording"
    VOICEMAIL = "voicemail"
    FAX = "fax"
    TRANSCRIPT = "transcript"
    VIDEO = "video"
    PICTURE = "picture"
    DOCUMENT = "document"
