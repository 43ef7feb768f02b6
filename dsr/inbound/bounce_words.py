"""How mail servers say, without a report, that a letter failed or waits. Tables only; `bounces` says how they are used."""

from __future__ import annotations

import re
from dataclasses import dataclass

_I = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to say it: how the text is known, and behind which words the recipient stands."""

    name: str
    pattern: re.Pattern[str]
    recipient: re.Pattern[str]


def _dialect(name: str, pattern: str, recipient: str = "") -> Dialect:
    return Dialect(name, re.compile(pattern, _I), re.compile(recipient or pattern, _I))


DIALECTS = (
    _dialect("exchange", r"did not reach some or all of the intended recipients", r"following recipient\(s\) (?:could not|cannot) be reached"),
    _dialect("exchange", r"(?:delivery has failed to these recipients or (?:groups|distribution lists)|levering til (?:disse"
                         r"|følgende) modtagere(?: eller (?:grupper|distributionslister))? (?:mislykkedes|er mislykkedes)"
                         r"|det gick inte att leverera till följande mottagare|leveringen til disse mottakerne"
                         r"|toimitus seuraaville vastaanottajille|de bezorging aan de volgende (?:geadresseerden|personen)|échec de la remise (?:à"
                         r"|pour) ces destinataires|fehler bei der nachrichtenzustellung an folgende empfänger"
                         r"|dostarczenie (?:wiadomości )?do (?:tych|następujących) adresatów)"),
    _dialect("exchange", r"(?:your message (?:to \S{1,254} )?couldn['’]t be delivered|wasn['’]t found at|message can['’]t be delivered)"),
    _dialect("qmail", r"this is the qmail-send program at|i['’]m afraid i wasn['’]t able to deliver your message to the following address",
             r"giving up on|permanent error; i['’]ve given up|to the following address"),
    _dialect("exim", r"this message was created automatically by mail delivery software", r"following address(?:\(?es\)?)? (?:failed|has not yet"
                                                                                          r"|have not yet)"),
    _dialect("postfix", r"this is the mail system at host", r"the mail system\s*\n"),
    _dialect("gmail", r"delivery to the following recipient failed permanently|your message wasn['’]t delivered to|address not found"
                      r"|there was a(?: temporary)? problem (?:while )?delivering your message to|message blocked",
             r"recipient failed permanently:?|wasn['’]t delivered to|delivering your message to"),
    _dialect("sendmail", r"-{3,} ?the following addresses had (?:permanent fatal errors|transient non-fatal errors)"),
    _dialect("yahoo", r"sorry, we were unable to deliver your message to the following address"),
    _dialect("notes", r"your message\b[\s\S]{0,300}?\bwas not delivered to:?", r"was not delivered to:?"),
    _dialect("gmx", r"a message that you(?: have)? sent could not be delivered to one or more of (?:its|the) recipients", r"following address"),
    _dialect("amazon", r"an error occurred while trying to deliver the mail to the following recipients"),
    _dialect("general", r"(?:undeliverable|could ?n[o']t be delivered|could not deliver|(?:was|were|has|have|been) not (?:been )?delivered"
                        r"|delivery (?:has )?failed|permanent (?:fatal )?(?:error|failure)|mailbox (?:unavailable|not found|does not exist|is full)"
                        r"|user unknown|no such user|recipient (?:address )?rejected)"),
)
SUBJECTS = re.compile(
    r"\s*(?:undeliver(?:able|ed)(?: mail)?|mail delivery (?:failed|failure|system)|delivery (?:status notification|failure|has failed|delayed)"
    r"|returned mail|failure notice|non[- ]?delivery|mail could not be delivered|warning: (?:could not send|message \S{1,60} delayed)"
    r"|message (?:delivery )?(?:delayed|status)|delayed mail|ikke[ -]leveret|kan ikke leveres|ulevererbar|kan inte levereras|olevererbart?"
    r"|kan ikke leveres|toimitus epäonnistui|ei voi toimittaa|onbestelbaar|niet te bezorgen|non remis(?:e)?|échec de (?:la )?(?:remise"
    r"|distribution)|unzustellbar|nachricht nicht zustellbar|niedostarcz|nie można dostarczyć)", _I)
DELAYED = re.compile(
    r"\bdelay(?:ed)?\b|\bwarning: (?:could not send|message)|\b(?:has|have) not yet been delivered\b|\bwill (?:continue to )?(?:retry|be retried"
    r"|keep trying)\b|\byou do not need to resend\b|\btransient non-fatal\b|\btemporary problem\b|\bno action is required on your part\b|\(delay\)"
    r"|\bforsinket\b|\bförsenad\b|\bverzögert\b|\bvertraagd\b|\bretardée?\b|\bopóźnion|\bviivästyn", _I)
