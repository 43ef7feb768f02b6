"""Domains of mail, in one spelling. Invariant: two spellings of one domain are one text: lower case, in ASCII, without a dot at the end."""

from __future__ import annotations

from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from dsr.domain.errors import InvalidInput

_LIST = (
    "co.uk org.uk ac.uk gov.uk ltd.uk plc.uk me.uk net.uk nhs.uk com.pl net.pl org.pl edu.pl gov.pl waw.pl biz.pl info.pl asso.fr com.fr gouv.fr "
    "nom.fr co.at or.at ac.at pp.se kommune.no priv.no ac.be com.es org.es co.it com.tr co.za com.au net.au co.nz com.br co.jp")
_ONE_DEEPER = frozenset(_LIST.split())  # where names are given out one level deeper; of the countries that our customers are in, and beside them


def normal(text: str) -> str:
    """Raises InvalidInput(domain, bad_domain) for what cannot be one."""
    try:
        checked = validate_email(f"x@{text.strip().rstrip('.')}", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise InvalidInput(field="domain", problem="bad_domain") from None
    return checked.ascii_domain.lower()


def of_address(address: str) -> str:
    """The domain of an address; empty for what is no address."""
    name, at, domain = address.strip().rpartition("@")
    if not (name and at):
        return ""
    try:
        return normal(domain)
    except InvalidInput:
        return ""


def with_parents(domain: str) -> Iterator[str]:
    """The domain and those it is below, nearest first: who owns `a.b` gave out `x.a.b`. None that anybody may register below."""
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        one = ".".join(labels[first:])
        if one not in _ONE_DEEPER:
            yield one


def split(domain: str) -> tuple[tuple[str, ...], str, str]:
    """What stands before the registered label, the label, and what it was registered below: `mail.nordlys.co.uk` is (mail), nordlys, co.uk."""
    labels = domain.split(".")
    depth = 2 if ".".join(labels[-2:]) in _ONE_DEEPER else 1
    if len(labels) <= depth:
        return (), domain, ""
    return tuple(labels[:-depth - 1]), labels[-depth - 1], ".".join(labels[-depth:])
