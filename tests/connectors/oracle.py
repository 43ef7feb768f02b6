"""Whose a row is, decided slowly and plainly, without a line of the code under test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True)
class Call:
    """A row of a Danish source."""

    id: int
    number: str | None
    email: str | None
    tenant: str | None
    at: datetime | None     # on the wall of a clock in Copenhagen
    code: int | None
    ref: str | None


@dataclass(frozen=True)
class Wanted:
    """One key: the field and the value asked for, and the tenant and span it holds for."""

    field: str
    value: object
    tenant: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def owns(wanted: Wanted, call: Call) -> bool:
    if wanted.tenant is not None and call.tenant != wanted.tenant:
        return False
    if wanted.start is not None or wanted.end is not None:
        if call.at is None:
            return False
        moment = call.at.replace(tzinfo=COPENHAGEN).timestamp()
        if wanted.start is not None and moment < wanted.start.timestamp():
            return False
        if wanted.end is not None and moment >= wanted.end.timestamp():
            return False
    match wanted.field:
        case "number":
            return call.number is not None and danish(call.number) == wanted.value
        case "email":
            return call.email is not None and call.email.lower() == wanted.value
        case "code":
            return call.code is not None and call.code == int(str(wanted.value))
        case "code, ref":
            return None not in (call.code, call.ref) and (call.code, call.ref) == wanted.value
        case _:
            raise ValueError(wanted.field)


def danish(written: str) -> str:
    """+45 and eight digits, or the few digits of an extension."""
    number = re.sub(r"[ .-]", "", re.sub(r"^(sips?|tel):", "", written).split("@")[0].split(";")[0])
    if number.startswith("+"):
        return number
    if number.startswith("00"):
        return "+" + number[2:]
    return "+45" + number if len(number) == 8 else "+" + number if len(number) == 10 else number
