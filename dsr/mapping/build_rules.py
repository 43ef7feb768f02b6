"""Rules and terms of a mapping as values of the domain."""

from __future__ import annotations

from collections.abc import Iterable

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Holders, Same
from dsr.domain.networks import CompanyNetwork
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.terms import Content, Erasure, Retention, Terms, Transfer, Words
from dsr.mapping.schema import CollectionMeta, DatasetMeta, FieldMeta, HoldersMeta
from dsr.mapping.schema_rules import ConditionMeta, PartyMeta, SideMeta
from dsr.mapping.schema_terms import ContentMeta, TermsMeta, TransferMeta


def condition(given: ConditionMeta) -> Condition:
    pattern = tuple(given.matches) if isinstance(given.matches, list) else given.matches
    return Condition(given.column, tuple(given.one_of or ()), pattern, given.empty, bool(given.like_anonymous))


def conditions(given: Iterable[ConditionMeta]) -> tuple[Condition, ...]:
    return tuple(condition(one) for one in given)


def party(given: PartyMeta | None) -> Choice[Party] | None:
    return None if given is None else Choice(given.then, conditions(given.when), given.otherwise, given.unless_found)


def side(given: SideMeta | None) -> Choice[Side] | None:
    return None if given is None else Choice(given.then, conditions(given.when), given.otherwise)


def holders(given: HoldersMeta | None) -> Holders | None:
    if given is None:
        return None
    same = Same(given.same.collection, given.same.key, given.same.person) if given.same else None
    return Holders(given.line, given.person, given.here, same)


def withheld(given: ConditionMeta | None) -> Condition | None:
    return None if given is None else condition(given)


def company(given: FieldMeta) -> CompanyNetwork | None:
    if not given.company_networks and given.company_when is None:
        return None
    return CompanyNetwork(tuple(given.company_networks), condition(given.company_when) if given.company_when else None)


def terms(own: CollectionMeta, above: DatasetMeta, top: TermsMeta) -> Terms:
    """What a collection says, or else its dataset, or else its source."""
    retention = own.retention or above.retention or top.retention
    receivers = next((one for one in (own, above) if one.recipients or one.recipient_kinds), top)  # names and kinds belong together
    return Terms(
        purpose=own.purpose or above.purpose or top.purpose, legal_basis=own.legal_basis or above.legal_basis or top.legal_basis,
        retention=Retention(retention.ground, retention.period) if retention else None,
        recipients=tuple(receivers.recipients),
        recipient_kinds=tuple(receivers.recipient_kinds), names_unknown=receivers.names_unknown, origin=own.origin or above.origin or top.origin,
        transfers=tuple(map(transfer, own.transfers or above.transfers or top.transfers)),
        automated=own.automated or above.automated or top.automated,
        charged=conditions(own.charged.when) if own.charged else (),
        erasure=Erasure(own.erasure.action, own.erasure.ground) if own.erasure else None,
        content=content(own.content))


def transfer(given: TransferMeta | Words) -> Transfer | Words:
    return Transfer(given.country, given.safeguard, given.recipient, given.reason) if isinstance(given, TransferMeta) else given


def content(given: ContentMeta | None) -> Content | None:
    if given is None:
        return None
    return Content(given.path or "", given.strip, given.column or "", given.encoding, given.media_type, given.kind)
