"""Kinds of data that the roles are told apart by: finer than a source, coarser than a column."""

from __future__ import annotations

from enum import StrEnum


class DataKind(StrEnum):
    CONTACT_PERSON = "contact_person"      # of a customer: name, email, title, telephone; tickets, newsletters
    WEBSITE = "website"                    # portal sign-in, marketing, cookies, applicants, visitors
    DIRECTORY_ENTRY = "directory_entry"    # of a user in the telephone system: name, extension, number, presence
    CONTENT = "content"                    # recordings, voicemail, transcripts, chat, faxes
    STATISTICS = "statistics"              # queues, wallboards, reports about agents, tracking of devices
    PORTAL_CALLS = "portal_calls"          # call records kept for the customer's own view
    CALL_RECORDS = "call_records"          # kept for our own invoicing, interconnection, fraud, security: contested
    RETAINED = "retained"                  # kept for law enforcement only
    PUBLIC_DIRECTORY = "public_directory"  # 118
    RESOLD = "resold"                      # a reseller or a company of the group is the customer's party
