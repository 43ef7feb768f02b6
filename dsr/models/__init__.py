"""All tables; columns, constraints and relations, nothing clever."""

from dsr.models.choice import DisclosureChoice
from dsr.models.clarification import Clarification
from dsr.models.enclosure import Enclosure
from dsr.models.entity import Company, LegalEntity
from dsr.models.event import Anchor, Event
from dsr.models.key import DataKey
from dsr.models.message import Message, MessageState
from dsr.models.policy import PolicyVersion
from dsr.models.question import Question
from dsr.models.request import IdentityRow, Note, Part, Request, SearchToken
from dsr.models.response import Delivery, Document, Response
from dsr.models.signature import TermsSignature
from dsr.models.source import MappingRevision
from dsr.models.staff import SignInAttempt, Staff, StaffSession, SubjectSession
from dsr.models.task import Chunk, Task, Ticker

__all__ = [
    "Anchor", "Chunk", "Clarification", "Company", "DataKey", "Delivery", "DisclosureChoice", "Document", "Enclosure", "Event", "IdentityRow",
    "LegalEntity", "MappingRevision", "Message", "MessageState", "Note", "Part", "PolicyVersion", "Question", "Request", "Response", "SearchToken",
    "SignInAttempt", "Staff", "StaffSession", "SubjectSession", "Task", "TermsSignature", "Ticker",
]
