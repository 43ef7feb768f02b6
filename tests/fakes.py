"""Stand-ins for the outside world: readable classes, no mock library. A mailer that keeps its letters is `dsr.mail.sink`."""

from __future__ import annotations

from datetime import datetime, timedelta


class FrozenNow:
    """A clock that stands still until it is told to move."""

    def __init__(self, at: datetime) -> None:
        assert at.tzinfo is not None, "an instant needs a zone"
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        """`forward(days=1)`; returns the new time."""
        self.at += timedelta(**by)
        return self.at
