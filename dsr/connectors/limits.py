"""What a source's config says about time and size, read in one way for all kinds of source."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from dsr.connectors.faults import Place

_UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3, "T": 1000**4, "KI": 1 << 10, "MI": 1 << 20, "GI": 1 << 30, "TI": 1 << 40}
_SIZE = re.compile(r"([1-9][0-9]*) ?([KMGT]I?)?B\Z", re.IGNORECASE)


def timeout_s(config: Mapping[str, object], place: Place) -> float:
    """Seconds for one statement, 60 where none are given. Raises SourceMisconfigured."""
    try:
        seconds = float(str(config.get("timeout_s", 60)))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or seconds <= 0:
        raise place.misconfigured("timeout_s is no number of seconds")
    return max(0.1, seconds)


def size(config: Mapping[str, object], name: str, default: str, place: Place) -> int:
    """Bytes. Raises SourceMisconfigured."""
    found = _SIZE.match(str(config.get(name, default)))
    if found is None:
        raise place.misconfigured(f"{name} is no size; {default} is one")
    return int(found[1]) * _UNITS[(found[2] or "").upper()]
