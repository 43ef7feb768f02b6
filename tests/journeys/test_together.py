"""Three people whose requests are due at once over one archive: one scan, a kill -9 in the middle of it, and three answers, each with their own
rows and no others."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from dsr.demo.people import HAVBLIK, Held, Person
from tests.journeys.house import CAROL, a_house

PEOPLE = (CAROL, *(Person(number, HAVBLIK, name, f"{name}@havblik.example", "Skipper", f"20{number}",
                          (Held(f"+453111041{number}", date(2024, 1, 1)),)) for number, name in ((2, "Bob"), (3, "Eve"))))
ROWS, OTHERS = 200, 600_000  # enough that a scan has a middle
_SOURCE = """
source:
  key: archive
  label: {{en: Archive, da: Arkiv}}
  connector: files
  config: {{root: "{root}"}}
  role: controller
  terms: {{purpose: {{en: Selling, da: Salg}}, retention: {{ground: contract, period: P1Y}}, recipients: [Nobody A/S]}}
  timezone: Europe/Copenhagen
  dataset:
    - fides_key: archive
      collections:
        - name: calls
          dsr_meta: {{label: {{en: Calls, da: Opkald}}, files: {{path: "*.csv.gz"}}}}
          fields:
            - {{name: id, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Number, da: Nummer}}}}}}
            - {{name: mail, fides_meta: {{identity: email}}, data_categories: [user.contact.email], dsr_meta: {{label: {{en: Email, da: E-mail}}}}}}
"""


def fill(folder: Path) -> None:
    for name in ("sources", "archive"):
        (folder / name).mkdir(parents=True)
    (folder / "sources" / "archive.yml").write_text(_SOURCE.format(root=folder / "archive"), encoding="utf-8")
    with gzip.open(folder / "archive" / "1.csv.gz", "wt", compresslevel=1, encoding="utf-8") as file:
        file.write("id,mail\n")
        file.writelines(f"{number},{mail_of(number)}\n" for number in range(OTHERS))


def mail_of(number: int) -> str:
    """Rows of the three are spread over the whole archive."""
    place, rest = divmod(number, OTHERS // ROWS)
    return PEOPLE[rest].email.lower() if rest < len(PEOPLE) else f"p{place}-{rest}@other.example"


def own(place: int) -> list[str]:
    return [str(number * (OTHERS // ROWS) + place) for number in range(ROWS)]


def scans(folder: Path) -> list[int]:
    """For how many people each opening of the archive was, as the workers tell."""
    said = (folder / "worker.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["people"] for line in said if '"event": "search"' in line]


def test_one_scan_serves_all_and_a_blow_in_its_middle_costs_nobody_anything(tmp_path: Path) -> None:
    with a_house(tmp_path, fill) as house:
        journeys = [replace(house.journey(), person=person) for person in PEOPLE]
        for journey in journeys:
            journey.ask()
            journey.confirm()
        house.processes.pop("worker").stop(10)
        for journey in journeys:
            journey.vouch()
            journey.begin()
        house.start_worker()
        house.until(lambda: len(scans(tmp_path)) or None)
        for horse in house.horses():
            house.kill(horse)
        for place, journey in enumerate(journeys):
            journey.approve()
            journey.fetch(tmp_path / f"out-{place}")
            answer = json.loads((tmp_path / f"out-{place}" / "response.json").read_bytes())
            assert (answer["status"], [one["shown"] for one in answer["collections"]]) == ("complete", [ROWS])
            lines = (tmp_path / f"out-{place}" / "data" / "archive.calls.jsonl").read_text(encoding="utf-8").splitlines()
            assert [json.loads(line) for line in lines] == [{"id": one, "mail": PEOPLE[place].email.lower()} for one in own(place)]
        assert scans(tmp_path) == [3, 3]  # the one that was killed, and one more
        counts = house.counts()
    assert counts == {"responses": 3, "pdfs": 3, "letters": 3, "open tasks": 0, "rows": 3 * ROWS, "parts": 3}
