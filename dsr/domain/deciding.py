"""Which events of a trail are decisions about the case, and not steps of the work. Invariant: what the program did by itself decides nothing."""

from __future__ import annotations

from dsr.domain.actor import ActorKind

DECISIONS = frozenset({
    "address_agreed", "address_refused", "answer_recalled", "approved", "clarification_taken_back", "collect", "disclosure_chosen", "doubt_settled",
    "doubted", "extended", "file_decided", "incident_closed", "incident_not_owed", "incident_opened", "instruct", "instruction_given",
    "line_revoked", "line_stated", "mail_no_request", "mandate_ended", "mandate_read", "nothing_held_agreed", "proof_ended", "proven", "put_together",
    "recollect", "reconsider", "refer", "refuse", "reopen", "rerouted", "supplement", "taken_apart", "task_acknowledged", "turn_away", "withdraw",
})
_DECIDES = frozenset({ActorKind.STAFF, ActorKind.COMPANY})


def is_decision(name: str, by: str) -> bool:
    """Whether an event of that name, by that kind of actor, is one."""
    return name in DECISIONS and by in _DECIDES
