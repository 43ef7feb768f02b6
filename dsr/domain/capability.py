"""What a member of staff may do. Invariant: a role is nothing but a named bundle of capabilities."""

from __future__ import annotations

from enum import StrEnum


class Capability(StrEnum):
    READ = "read"          # queue and requests
    RECORDS = "records"    # look at collected rows; each look is an event
    TRIAGE = "triage"
    REVIEW = "review"
    APPROVE = "approve"
    AUDIT = "audit"
    INCIDENT = "incident"  # call an answer back; keep the register of incidents and complaints
    ADMIN = "admin"        # staff and settings


class StaffRole(StrEnum):
    READER = "reader"
    CLERK = "clerk"
    MANAGER = "manager"    # the privacy manager: decides
    DPO = "dpo"            # advises and audits
    ADMIN = "admin"


ROLES: dict[StaffRole, frozenset[Capability]] = {
    StaffRole.READER: frozenset({Capability.READ}),
    StaffRole.CLERK: frozenset({Capability.READ, Capability.RECORDS, Capability.TRIAGE, Capability.REVIEW}),
    StaffRole.MANAGER: frozenset({Capability.READ, Capability.RECORDS, Capability.TRIAGE, Capability.REVIEW, Capability.APPROVE,
                                   Capability.INCIDENT}),
    StaffRole.DPO: frozenset({Capability.READ, Capability.RECORDS, Capability.AUDIT, Capability.INCIDENT}),
    StaffRole.ADMIN: frozenset({Capability.READ, Capability.ADMIN}),
}
