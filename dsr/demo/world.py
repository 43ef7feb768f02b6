"""The systems of a small provider, filled: customer register, telephone system, archive of call records.

Invariant: the same day and the same number of records give the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from dsr.demo import archive, crm, pbx
from dsr.demo.people import World, people_on

SOURCES = Path(__file__).resolve().parent / "sources"
COMPANIES = Path(__file__).resolve().parent / "companies.csv"


def build(folder: Path, *, records: int, today: date) -> tuple[World, Mapping[str, str]]:
    """Make the three systems below `folder`. Returns the world and the variables that its source files name."""
    world = people_on(today)
    folder.mkdir(parents=True, exist_ok=True)
    crm.build(folder / "crm.sqlite", world)
    pbx.build(folder / "pbx.sqlite", world)
    archive.build(folder, world, records=records)
    return world, {
        "DEMO_CRM_URL": f"sqlite:///{folder / 'crm.sqlite'}", "DEMO_PBX_URL": f"sqlite:///{folder / 'pbx.sqlite'}", "DEMO_CDR_DIR": str(folder)}
