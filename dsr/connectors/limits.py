"""What a source's config says about time, read in one way for all kinds of source."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dsr.connectors.faults import Place


def timeout_s(config: Mapping[str, object], place: Place) -> float:
    """Seconds for one statement, 60 where none are given. Raises SourceMisconfigured."""
    try:
        seconds = float(str(config.get("timeout_s", 60)))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or seconds <= 0:
        raise place.misconfigured("timeout_s is no number of seconds")
    return max(0.1, seconds)
