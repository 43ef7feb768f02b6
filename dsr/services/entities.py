"""Our own legal entities. The first one comes from the settings; each request belongs to one."""

from __future__ import annotations

from config import Settings
from dsr.domain.answer import EntityFacts


def facts(settings: Settings) -> EntityFacts:
    """What an answer says of the entity in the settings."""
    return EntityFacts(
        name=settings.entity_name, address=settings.entity_address, country=settings.entity_country, timezone=settings.entity_timezone,
        dpo_contact=settings.entity_dpo_contact, authority_name=settings.entity_authority_name, authority_site=settings.entity_authority_site)
