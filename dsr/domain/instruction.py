"""What a company that decides about data tells us to do with its part of a request (GDPR Art. 28(3)(a))."""

from __future__ import annotations

from enum import StrEnum


class Decision(StrEnum):
    ANSWER = "answer"              # answer the person for us
    HAND_OVER = "hand_over"        # give the data to us, we answer
    REFUSE = "refuse"              # with the company's reason
    NOTHING_HELD = "nothing_held"  # nothing is held on our behalf


class ReferralEnd(StrEnum):
    """How asking a company ended."""

    INSTRUCTED = "instructed"
    PASSED_ON = "passed_on"        # it answers the person itself
    WITHDRAWN = "withdrawn"        # the person withdrew
    REPLACED = "replaced"          # another contact was asked instead
    UNANSWERED = "unanswered"      # nobody answered, and the person was told
