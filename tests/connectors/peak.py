"""How much memory a reading takes, in a process of its own, where nothing else has taken any: python -m tests.connectors.peak JSON.

Prints the number of rows and by how many megabytes the process grew while it read them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dsr.connectors.base import Query
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from tests.connectors.asking import by, opened


def main(order: str) -> None:
    given = json.loads(order)
    collection = Collection(Address("d", given["table"]), tuple(Field(name) for name in given["columns"]), location=given["location"])
    source = Source("shelf", given["connector"], given["config"], (Dataset("d", (collection,)),))
    seen = 0
    with opened(source) as connector:
        connector.probe()
        before = _mb("VmRSS")
        for batch in connector.collect(Query(collection, tuple(given["columns"]), (by("owner", "me"),))):
            seen += len(batch.rows)
    print(seen, _mb("VmHWM") - before)


def _mb(name: str) -> int:
    """Not from getrusage: there a process begins with the peak of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) // 1024


if __name__ == "__main__":
    main(sys.argv[1])
