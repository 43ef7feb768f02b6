"""All mails of the corpus. They are made by code, each kind in a file of its own."""

from __future__ import annotations

from tests.inbound import broken, form_letters, machines, plain, plain_more, replies
from tests.inbound.case import Case

CORPUS: tuple[Case, ...] = (*plain.CASES, *plain_more.CASES, *replies.CASES, *machines.CASES, *form_letters.CASES, *broken.CASES)
