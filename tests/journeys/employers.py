"""A world of two employers: somebody works for both, one of her numbers was a colleague's until June, and there is a namesake.

Made of the demo's systems with other people in them. Call records begin with the number of whoever made them, so that an answer shows at once
whose rows are in it.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from dsr.demo import archive, crm, pbx
from dsr.demo.eid import LEVEL
from dsr.demo.people import HAVBLIK, NORDLYS, Held, Person, World
from dsr.demo.processes import Process, run
from dsr.demo.world import COMPANIES, SOURCES
from tests.journeys.house import STAFF, House, a_house

MAILBOX = "anna.berg@freemail.example"    # her own: it stands in the register at both companies
HANDED_OVER, AT_NORDLYS, AT_HAVBLIK = "+4578770202", "+4578770217", "+4578770303"
RECORDS = 120


def world() -> World:
    """Anna is 1 at the one company and 2 at the other; 3 had the number before her, 4 has her name."""
    today = datetime.now(UTC).date()
    handover = date(today.year if today.month > 6 else today.year - 1, 6, 1)
    since, first = date(today.year - 4, 3, 1), date(today.year - 2, today.month, 1)
    people = (
        Person(1, NORDLYS, "Anna Berg", MAILBOX, "Driftsleder", "201", (Held(AT_NORDLYS, since, plan="F"), Held(HANDED_OVER, handover))),
        Person(2, HAVBLIK, "Anna Berg", MAILBOX, "Bogholder", "205", (Held(AT_HAVBLIK, since),)),
        Person(3, NORDLYS, "Mette Kjær", "mette.kjaer@nordlys.example", "Montør", "202",
               (Held(HANDED_OVER, since, handover), Held("+4578770304", handover))),
        Person(4, HAVBLIK, "Anna Berg", "anna.b@havblik.example", "Skipper", "201", (Held("+4578770305", since),)),
    )
    return World(people, first, today, handover)


def fill(folder: Path) -> None:
    """The demo's systems with these people, and the demo's source files that name them."""
    made = world()
    for build in (lambda: crm.build(folder / "crm.sqlite", made), lambda: pbx.build(folder / "pbx.sqlite", made),
                  lambda: archive.build(folder, made, records=RECORDS)):
        build()
    places = {"DEMO_CRM_URL": f"sqlite:///{folder / 'crm.sqlite'}", "DEMO_PBX_URL": f"sqlite:///{folder / 'pbx.sqlite'}", "DEMO_CDR_DIR": str(folder)}
    (folder / "sources").mkdir()
    for path in SOURCES.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        for name, place in places.items():
            text = text.replace(f"${{{name}}}", place)
        (folder / "sources" / path.name).write_text(text, encoding="utf-8")


@contextmanager
def employers(folder: Path, fill: Callable[[Path], None] = fill) -> Iterator[House]:
    """The house with that world, the demo's companies, and a provider of electronic identities that knows Anna and her boss."""
    folder.mkdir(parents=True)
    with a_house(folder, fill) as house:
        people, ready = folder / "people.json", folder / "eid.json"
        people.write_text(json.dumps(["Anna Berg", "Kirsten Dahl"]), encoding="utf-8")
        house.processes["eid"] = Process("e-ID", [
            sys.executable, "-m", "dsr.demo.eid", "--people", str(people), "--back-to", f"{house.url}/prove/eid/back", "--ready", str(ready)],
            log=folder / "eid.log")
        told = json.loads(house.processes["eid"].wait_for(ready, 60))
        house.environ |= {f"DSR_EID_{name.upper()}": value for name, value in told.items()}
        house.environ |= {"DSR_EID_ACR": LEVEL, "DSR_EID_LABEL": "Demo e-ID", "DSR_SIGN_IN_LIMIT": "1000 per minute"}
        run("dsr companies import", [sys.executable, "-m", "dsr", "companies", "import", str(COMPANIES), "--staff", STAFF, "--apply"], house.environ)
        for name in ("web", "worker"):
            house.processes.pop(name).stop(3)
        house.start_worker()
        house.start_web()
        yield house


def secret_word() -> str:
    """A word that stands nowhere else."""
    return f"word{secrets.token_hex(6)}"
