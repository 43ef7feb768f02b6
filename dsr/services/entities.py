"""Our own legal entity as the settings tell it. Invariant: needs no database, so that a dry run at the command line loads none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from config import Settings
from dsr.domain.answer import EntityFacts


def facts(settings: Settings) -> EntityFacts:
    """What an answer says of the entity in the settings."""
    return EntityFacts(
        name=settings.entity_name, address=settings.entity_address, country=settings.entity_country, timezone=settings.entity_timezone,
        dpo_contact=settings.entity_dpo_contact, authority_name=settings.entity_authority_name, authority_site=settings.entity_authority_site,
        fallback=settings.fallback_language)


def in_letters(settings: Settings) -> dict[str, str]:
    """What every letter may say of the entity."""
    entity = facts(settings)
    return {"entity_name": entity.name, "dpo_contact": entity.dpo_contact, "authority_name": entity.authority_name,
            "authority_site": entity.authority_site}


def mail_domain(settings: Settings) -> str:
    """The right-hand side of our Message-IDs."""
    return settings.mail_from.rpartition("@")[2].rstrip(">")


def mailbox(settings: Settings) -> str:
    """Where answers to our letters are read; empty where no mailbox is."""
    addresses = (one.address or one.user for one in settings.read_mailboxes())
    return next((one for one in addresses if "@" in one), "")


def zone(settings: Settings) -> ZoneInfo:
    """Where the clock of the law runs."""
    return ZoneInfo(settings.entity_timezone)
