"""A job of the ticker: whoever must see to it hears before the time of an incident, or an authority's day, is over."""

from __future__ import annotations

from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import complaints, entities, incident_letters


def remind(kit: Kit) -> None:
    """Letters to our data protection contact, each stage once."""
    today, written = kit.now().astimezone(entities.zone(kit.settings)).date(), 0
    with kit.database.reading() as session:
        incidents = incident_letters.due(session, now=kit.now(), settings=kit.settings)
        asked = complaints.due(session, today=today)
    for incident_id in incidents:
        with kit.database.transaction() as session:
            written += incident_letters.remind(session, incident_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    for complaint_id in asked:
        with kit.database.transaction() as session:
            written += complaints.remind(session, complaint_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    if written:
        kit.dispatcher.ring(Queue.MAIL)
