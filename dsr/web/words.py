"""Words of the pages that belong to a word of the program: moves, events, letters.

Invariant: an unknown word is shown readable, never as an error.
"""

from __future__ import annotations

from dsr.web.say import Lazy, _l

MOVES: dict[str, Lazy] = {
    "refer": _l("Pass on to the company"), "instruct": _l("Enter the company’s instruction"), "collect": _l("Start collection"),
    "recollect": _l("Collect again"), "execute": _l("Carry out"), "respond": _l("Approve and send"), "refuse": _l("Refuse"),
    "withdraw": _l("Withdraw"), "turn_away": _l("It is about somebody else"), "supplement": _l("Add a supplement"), "reopen": _l("Reopen"),
}
NOTICES: dict[str, Lazy] = {"clarify": _l("Ask the person"), "extend": _l("Take more time"), "refer": _l("Pass on to the company")}
EVENTS: dict[str, Lazy] = {
    "received": _l("Received"), "challenge": _l("Confirmation asked"), "identify": _l("Ready for triage"), "confirmed": _l("Email confirmed"),
    "proof_asked": _l("Proof asked for"), "eid_refused": _l("Electronic identity proved nothing"),
    "name_compared": _l("Name compared with our records"),
    "eid_reused": _l("One electronic identity for many requests"),
    "proven": _l("Proof given"), "proof_ended": _l("Proof does not hold any more"), "doubted": _l("Identity doubted"),
    "doubt_settled": _l("Doubt settled"), "paused": _l("Clock stopped"), "notice_begun": _l("Other channels on file are to be told"),
    "notice_told": _l("Other channels on file told"), "more_proof_asked": _l("More proof asked for"),
    "lapse": _l("Closed: nobody has proven who asks"), "resumed": _l("Clock runs again"),
    "refer": _l("Passed on"), "instruct": _l("Instruction entered"), "collect": _l("Collection started"), "settle": _l("Collected"),
    "recollect": _l("Collection started again"), "execute": _l("Being carried out"), "respond": _l("Approved"), "approved": _l("Approved"),
    "refuse": _l("Refused"), "close": _l("Closed"), "withdraw": _l("Withdrawn"), "supplement": _l("Supplement started"), "reopen": _l("Reopened"),
    "letter_written": _l("Letter written"), "letter_sent": _l("Letter sent"), "letter_failed": _l("Letter could not be sent"),
    "letter_bounced": _l("Letter came back"), "letter_delayed": _l("Letter is late"), "mail_received": _l("Mail received"),
    "untold": _l("Open again: the letter that closed it came back"),
    "mail_assigned": _l("Mail put with this request"), "mail_taken_back": _l("Mail taken away from this request"),
    "mail_seen": _l("Mail read"), "mail_opened": _l("Whole mail, or a file of it, looked at"), "mail_no_request": _l("Mail is no request"),
    "frozen": _l("Put on hold: collected before it is purged"),
    "task_retried": _l("Source tried again"), "task_acknowledged": _l("Gone on without a source"), "records_viewed": _l("Records looked at"),
    "draft_ordered": _l("Draft of the answer ordered"), "answer_written": _l("Answer written"), "draft_viewed": _l("Draft looked at"),
    "nothing_held_agreed": _l("First yes to an answer that nothing is held"),
    "released": _l("Answer released"), "answer_opened": _l("Answer opened"),
    "downloaded": _l("File fetched"), "code_renewed": _l("Pick-up code renewed"), "wrong_code": _l("Wrong code"), "locked": _l("Link locked"),
    "extended": _l("Term extended"), "clarification_asked": _l("Question asked"), "clarification_answered": _l("Question answered"),
    "clarification_taken_back": _l("Question needs no answer any more"),
    "resent": _l("Link sent again"), "reminded": _l("Reminded"), "note_added": _l("Note added"), "status_opened": _l("Status page opened"),
    "reconsider": _l("Back to the start: the company decided otherwise"), "instruction_given": _l("Instruction of the company"),
    "company_asked": _l("Company asked"), "company_missing": _l("Nobody at the company is left to ask"),
    "company_code_sent": _l("Code sent to the company"), "company_link_sent": _l("New link sent to the company"),
    "company_opened": _l("Company’s page opened"), "lines_confirmed": _l("Company said who held which line"),
    "company_passed_on": _l("Reseller passed the request on to its customer"),
    "package_ready": _l("Data ready for the company"), "package_fetched": _l("Company fetched a file"),
    "company_reminded": _l("Company reminded"), "company_escalated": _l("Account owner told that the company is silent"),
    "company_silent": _l("Person told that the company is silent"), "company_told_withdrawn": _l("Company told that nothing is needed any more"),
    "question_asked": _l("Owner of a source asked"), "question_reminded": _l("Owner of a source reminded"),
    "question_code_sent": _l("Code sent to the owner"), "question_opened": _l("Question opened"), "question_ended": _l("Question ended"),
    "print_all": _l("All rows are to be printed"), "print_fewer": _l("Long collections are not to be printed in full"),
    "language_changed": _l("Language of the answer changed"), "policy_changed": _l("Policy on other people’s data changed"),
    "turn_away": _l("Turned away: about somebody else"),
    "part_opened": _l("A company’s part of the request opened"), "rerouted": _l("Who decides about a part changed"),
    "routing_changed": _l("Who decides about a kind of data changed"),
    "disclosure_chosen": _l("Decided what is left out or uncovered"),
    "terms_signed": _l("What the letter says was signed off"),
    "line_stated": _l("Stated who held a line"), "line_revoked": _l("Statement about a line taken back"), "line_claimed": _l("Line noted as a claim"),
    "address_proposed": _l("Another address wished"), "address_agreed": _l("Another address: one of two agreed"),
    "address_changed": _l("Letters go to another address"), "address_refused": _l("Another address refused"),
    "address_shared": _l("Let a company have an address"), "address_kept": _l("Keeps an address from a company"),
    "narrowed": _l("Narrowed by the person"), "kept_from_company": _l("Chose that nothing is passed on to the employer"),
    "companies_imported": _l("Companies imported"),
    "lines_imported": _l("Systems told who held lines"),
    "company_entered": _l("Company entered"), "company_changed": _l("Facts of a company changed"), "company_moved": _l("State of a company changed"),
    "company_domain_added": _l("Domain of a company entered"), "company_domain_lapsed": _l("Lapse of a domain changed"),
    "company_contact_added": _l("Contact of a company entered"), "company_contact_ended": _l("Contact of a company ended"),
    "company_liquidator_checked": _l("Liquidator checked"), "agreement_entered": _l("Agreement entered"), "agreement_ended": _l("Agreement ended"),
    "standing_instruction_given": _l("Standing instruction given"), "standing_instruction_ended": _l("Standing instruction ended"),
    "line_code_asked": _l("Code to a line asked for"), "line_code_withheld": _l("Code not sent: the line may not have one"),
    "line_code_spoken": _l("Code spoken after a key was pressed"),
    "letter_printed": _l("Letter printed"), "letter_posted": _l("Letter posted"), "answer_printed": _l("Answer printed"),
    "by_post": _l("The answer is wanted on paper"), "by_link": _l("The answer is wanted by link"),
    "code_posted": _l("Code posted"), "postal_changed": _l("Postal address changed"), "answered_orally": _l("Told in a conversation"),
    "taken_apart": _l("Taken for two people"), "put_together": _l("Taken for one person again"),
    "mandate_asked": _l("Mandate asked for"), "mandate_agreed": _l("The person said that somebody acts for them"),
    "mandate_read": _l("Mandate read"), "mandate_confirmed": _l("The person agreed to their representative"),
    "mandate_ended": _l("Mandate ended"), "released_to_representative": _l("Answer released to the representative"),
    "paper_kept": _l("Scan kept"), "paper_viewed": _l("Scan looked at"),
    "file_uploaded": _l("File uploaded"), "file_taken_back": _l("File taken back"),
    "file_decided": _l("File decided"), "file_viewed": _l("File looked at"), "files_listed": _l("List of files looked at"),
}
LETTERS: dict[str, Lazy] = {
    "confirm": _l("Please confirm your address"), "confirm_acted": _l("Please confirm that you want this"),
    "reminder_confirm": _l("Reminder: please confirm"), "received": _l("Receipt"),
    "answer_ready": _l("The answer is ready"), "answer_nothing": _l("The answer: nothing held"), "answer_partly": _l("The answer, in part"),
    "answer_incomplete": _l("The answer, with more to come"), "answer_corrected": _l("The corrected answer"),
    "acknowledged": _l("Receipt on paper"), "posted_code": _l("A code by post"), "answer_posted": _l("The answer on paper"),
    "mandate_asked": _l("Please show your mandate"), "mandate_asked_late": _l("Please show your mandate"),
    "mandate_wanted": _l("Does somebody act for you?"), "mandate_wanted_late": _l("Does somebody act for you?"),
    "mandate": _l("May the representative have the answer?"), "mandate_copy": _l("Copy without content to the representative"),
    "answer_representative": _l("The answer to the representative"),
    "proof_asked": _l("Please prove that it is you"), "proof_asked_late": _l("Please prove that it is you"),
    "proof_reminder": _l("Reminder: please prove that it is you"), "unverified": _l("Closed without proof"),
    "notice": _l("Notice to another channel on file"),
    "clarification": _l("A question to the person"), "clarification_paused": _l("A question to the person; the clock stands"),
    "extended": _l("A longer term"), "referred": _l("Passed on to the company"),
    "address_new": _l("Question to the new address"), "address_old": _l("Question to the old address"),
    "not_theirs": _l("Everybody asks for themselves"),
    "refused": _l("Refusal"), "withdrawn": _l("Withdrawn"), "objection_done": _l("Objection followed"),
    "objection_refused": _l("Objection refused"), "restriction_done": _l("Data restricted"), "restriction_lifted": _l("Restriction ends"),
    "portability_ready": _l("Data to take along"),
    "line_code": _l("Code to a line"),
    "company_decided": _l("What the company decided"), "company_gone": _l("Nothing is held any more for a company that left"),
    "company_missing": _l("Nobody at the company is left to ask"),
    "company_silent": _l("We still wait for the company"), "company_asked": _l("To the company: decide"),
    "company_reminder": _l("Reminder to the company"), "company_forwarded": _l("To the company: it answers itself"),
    "company_code": _l("Code for the company"), "company_instructed": _l("To the company: its instruction is on file"),
    "company_withdrawn": _l("To the company: nothing is needed any more"), "company_package": _l("To the company: the data are ready"),
    "account_owner": _l("To the account owner: the company is silent"),
    "question": _l("Question to the owner of a source"), "question_reminder": _l("Reminder to the owner of a source"),
    "question_code": _l("Code for the owner of a source"),
}


REFERRAL_ENDS: dict[str, Lazy] = {
    "instructed": _l("it has told us what to do"), "passed_on": _l("it answers you itself"),
    "withdrawn": _l("it was told that nothing is needed any more"),
    "replaced": _l("somebody else there was asked"), "unanswered": _l("it did not answer in time"),
}


def known(table: dict[str, Lazy], name: str) -> str:
    """The words, else the name made readable."""
    return str(table[name]) if name in table else name.replace("_", " ").capitalize()
