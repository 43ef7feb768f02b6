"""Which files need not be read, because their path says of what time they are.

Invariant: a file is left out only where the mapping's own path says that its folders or names are dates of the time column, every key has a
window, and no window comes near that date. A path that cannot be read is no reason to leave out anything.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import PurePosixPath

from dsr.connectors.files_found import DATE, Location
from dsr.domain.dataset import Collection
from dsr.domain.keys import Lookup
from dsr.domain.window import Window

SLACK = timedelta(hours=26)  # a date without a zone may be anywhere on earth
_HIVE = ("year", "month", "day", "date", "dt")
_DAY = re.compile(r"(\d{4})(?:([-_]?)(\d\d)(?:\2(\d\d))?)?\Z", re.ASCII)
_ANY_DAY = r"([0-9]{4}(?:[-_]?[0-9]{2}){0,2})"
_OPEN_END, _OPEN_START = re.compile(r"[*?\]0-9]\Z"), re.compile(r"[*?\[0-9]")


def by_date(collection: Collection, where: Location, lookups: tuple[Lookup, ...]) -> Callable[[PurePosixPath], bool]:
    """Whether a file, by its path below the source's folder, may hold a row that a key owns."""
    windows = {key.window for lookup in lookups for key in lookup.keys}
    parts = PurePosixPath(where.pattern).parts
    hive = {name for name in _HIVE if any(part.startswith(f"{name}=") for part in parts)}
    if collection.time is None or any(window.is_always for window in windows) or not (hive or DATE in where.pattern):
        return lambda _path: True

    def may_hold(path: PurePosixPath) -> bool:
        spans = [*_of_folders(path, hive), *_of_names(path, parts)]
        return all(any(span.intersect(window) for window in windows) for span in spans)

    return may_hold


def _of_folders(path: PurePosixPath, names: set[str]) -> Iterator[Window]:
    """`year=2026/month=05`: as fine as the folders are."""
    found = [part.partition("=")[::2] for part in path.parts[:-1] if part.partition("=")[0] in names]
    values = dict(found)
    if len(values) < len(found):  # a name twice says nothing
        return
    for name in ("date", "dt"):
        yield from _span(values.get(name, ""))
    finer = [values[name].zfill(2) for name in takewhile(values.__contains__, ("year", "month", "day"))]
    yield from _span("-".join(finer))


def _of_names(path: PurePosixPath, pattern: tuple[str, ...]) -> Iterator[Window]:
    """`{date}`: the part of the path that stands in its place, counted from the side without `**`."""
    for place, part in enumerate(pattern):
        if DATE not in part:
            continue
        if "**" not in pattern[:place]:
            at = place
        elif "**" not in pattern[place:]:
            at = len(path.parts) - len(pattern) + place
        else:
            continue
        yield from _dated(path.parts[at], part) if 0 <= at < len(path.parts) else ()


def _dated(name: str, part: str) -> Iterator[Window]:
    """The dates in a name. Where a wildcard could be a part of one, or there are two ways to read the name, nothing is known."""
    texts = part.split(DATE)
    if any(_OPEN_END.search(text) for text in texts[:-1]) or any(_OPEN_START.match(text) for text in texts[1:]):
        return
    around = [fnmatch.translate(text).removeprefix("(?s:").removesuffix(r")\Z") for text in texts]
    greedy, lazy = (re.fullmatch(_ANY_DAY.join(text.replace(".*", star) for text in around), name, re.DOTALL) for star in (".*", ".*?"))
    if greedy is not None and lazy is not None and greedy.groups() == lazy.groups():
        for text in greedy.groups():
            yield from _span(text)


def _span(text: str) -> Iterator[Window]:
    """A year, a month or a day with slack on both sides; nothing for what is none."""
    found = _DAY.match(text)
    if found is None:
        return
    year, month, day = int(found[1]), int(found[3] or 1), int(found[4] or 1)
    try:
        start = date(year, month, day)
        end = start + timedelta(days=1) if found[4] else date(year + month // 12, month % 12 + 1, 1) if found[3] else date(year + 1, 1, 1)
        yield Window(*(datetime(one.year, one.month, one.day, tzinfo=UTC) + slack for one, slack in ((start, -SLACK), (end, SLACK))))
    except (ValueError, OverflowError):
        return
