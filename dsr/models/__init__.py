"""All tables; columns, constraints and relations, nothing clever."""

from dsr.models.absence import AbsenceRow
from dsr.models.choice import DisclosureChoice
from dsr.models.clarification import Clarification
from dsr.models.company import Agreement, Company, CompanyContact, CompanyDomain, StandingInstruction
from dsr.models.contact_point import ContactPoint, Reach
from dsr.models.enclosure import Enclosure
from dsr.models.entity import LegalEntity
from dsr.models.event import Anchor, Event
from dsr.models.heartbeat import Heartbeat
from dsr.models.incident import CaseFile, Complaint, Incident, IncidentMark
from dsr.models.key import DataKey
from dsr.models.mail_in import IncomingMail, MailboxRow
from dsr.models.message import UNREACHED, Message, MessageState, Transport
from dsr.models.policy import PolicyVersion
from dsr.models.presence import Presence
from dsr.models.proof import DoubtRow, PauseRow, Proof
from dsr.models.question import Question
from dsr.models.referral import CompanyReference, CompanyVisit, Instruction, Referral
from dsr.models.representative import Paper, Representative, Same
from dsr.models.request import IdentityRow, Note, Part, Request, SearchToken
from dsr.models.response import Delivery, Document, Response
from dsr.models.routing import RoutingVersion
from dsr.models.signature import TermsSignature
from dsr.models.source import MappingRevision
from dsr.models.staff import (
    RecoveryCode,
    RequestReader,
    SecondFactorRow,
    SignInAttempt,
    SingleSignOn,
    Staff,
    StaffSession,
    SubjectSession,
)
from dsr.models.task import Chunk, Task, Ticker
from dsr.models.tenancy import Tenancy

__all__ = [
    "UNREACHED", "AbsenceRow", "Agreement", "Anchor", "CaseFile", "Chunk", "Clarification", "Company", "CompanyContact", "CompanyDomain",
    "CompanyReference", "CompanyVisit", "Complaint", "ContactPoint", "DataKey", "Delivery", "DisclosureChoice", "Document", "DoubtRow", "Enclosure",
    "Event", "Heartbeat", "IdentityRow", "Incident", "IncidentMark", "IncomingMail", "Instruction", "LegalEntity", "MailboxRow", "MappingRevision",
    "Message", "MessageState", "Note", "Paper", "Part", "PauseRow", "PolicyVersion", "Presence", "Proof", "Question", "Reach", "RecoveryCode",
    "Referral", "Representative", "Request", "RequestReader", "Response", "RoutingVersion", "Same", "SearchToken", "SecondFactorRow", "SignInAttempt",
    "SingleSignOn", "Staff", "StaffSession", "StandingInstruction", "SubjectSession", "Task", "Tenancy", "TermsSignature", "Ticker", "Transport",
]
