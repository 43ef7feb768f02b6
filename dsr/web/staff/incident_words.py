"""Why a time of an incident ends when it does."""

from __future__ import annotations

from flask import Flask

from dsr.domain.incident import Duty
from dsr.web.say import Lazy, _l

WHY: dict[Duty, Lazy] = {
    Duty.AUTHORITY: _l("72 hours after we became aware (GDPR Art. 33(1)). What is not known yet may follow later."),
    Duty.TELECOM: _l("24 hours after we became aware, in this country (Reg. (EU) 611/2013 Art. 2(2)). What is not known yet may follow later."),
    Duty.COMPANY: _l("Without undue delay (GDPR Art. 33(2)). The law names no hours; we aim at 24, because the company has 72 of its own."),
    Duty.PERSONS: _l("Without undue delay, because the risk is high (GDPR Art. 34(1)). The law names no hours; we aim at 72."),
}


def register(app: Flask) -> None:
    app.jinja_env.filters.update(why_then=lambda duty: str(WHY[duty]))
