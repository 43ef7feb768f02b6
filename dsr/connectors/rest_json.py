"""JSON as the source wrote it: large numbers keep their digits, and what is not JSON says what it is instead."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn

from dsr.connectors.faults import Place
from dsr.connectors.rest_answer import AskAgain

MOST_PLACES = 400  # a decimal with more places before or after its point measures nothing, and fills the memory when written out


def read(body: bytes, content_type: str, place: Place) -> object:
    """Raises SourceMisconfigured; AskAgain for what may have been cut off."""
    form = content_type.partition(";")[0].strip().lower()
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=_decimal, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise place.misconfigured("the answer is no UTF-8") from None
    except RecursionError:
        raise place.misconfigured("the answer is nested too deeply") from None
    except _NoMeasure:
        raise place.misconfigured("the answer holds a number that cannot be reckoned with") from None
    except ValueError:
        if form and not form.endswith("json"):
            shown = "HTML, perhaps a page to sign in" if form == "text/html" else "something else"
            raise place.misconfigured(f"the answer is no JSON but {shown}") from None
        raise AskAgain("the answer is no whole JSON") from None


class _NoMeasure(Exception):
    pass


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise _NoMeasure from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_PLACES or len(text) > 2 * MOST_PLACES:
        raise _NoMeasure
    return number


def _no_number(_: str) -> NoReturn:
    raise _NoMeasure
