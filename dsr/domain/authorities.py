"""Supervisory authorities of the countries we answer in, by their own names, and when somebody is reminded of what one wants.

Invariant: a person may complain where they live, where they work, or where it happened (GDPR Art. 77), so each of them may ask about any case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

AUTHORITIES: Mapping[str, str] = {
    "BE": "Gegevensbeschermingsautoriteit / Autorité de protection des données",
    "DE": "Die Bundesbeauftragte für den Datenschutz und die Informationsfreiheit (BfDI)",  # of telecom providers; other data may be a Land's
    "DK": "Datatilsynet",
    "FI": "Tietosuojavaltuutetun toimisto",
    "FR": "Commission nationale de l’informatique et des libertés (CNIL)",
    "LU": "Commission nationale pour la protection des données (CNPD)",
    "NL": "Autoriteit Persoonsgegevens",
    "NO": "Datatilsynet (Norge)",
    "PL": "Prezes Urzędu Ochrony Danych Osobowych (UODO)",
    "SE": "Integritetsskyddsmyndigheten (IMY)",
    "UK": "Information Commission (ICO)",
}
_DAYS_BEFORE = (7, 2, 0, -1)  # and the day after it, if nobody has answered


def reminder(answer_by: date | None, today: date) -> int:
    """Which reminder of an authority's date is due, counted from 1; 0 for none. Of several whose day has come the newest."""
    return sum((answer_by - today).days <= days for days in _DAYS_BEFORE) if answer_by is not None else 0
