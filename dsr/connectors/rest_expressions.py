"""JMESPath of a mapping, compiled before anything is asked.

Invariant: what does not fit is an error in our words, because those of the library repeat the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from jmespath.exceptions import EmptyExpressionError, JMESPathError, ParseError
from jmespath.functions import Functions
from jmespath.parser import ParsedResult

from dsr.connectors.faults import Place

_LEADS = ("index_expression", "projection", "filter_projection", "flatten", "value_projection", "pipe")


@dataclass(frozen=True, slots=True)
class Expression:
    """`stem`: the plain names that it begins with, or none where it begins with something else."""

    what: str
    parsed: ParsedResult
    stem: tuple[str, ...]
    place: Place

    def find(self, data: object) -> object:
        """Raises SourceMisconfigured where it cannot be applied to the data."""
        try:
            return self.parsed.search(data)
        except (JMESPathError, RecursionError, ArithmeticError, TypeError, ValueError):
            raise self.place.misconfigured(f"the expression of {self.what} cannot be applied to what the source gives") from None


def expression(text: str, what: str, place: Place) -> Expression:
    """Raises SourceMisconfigured with the position, or the nearest function."""
    try:
        parsed = jmespath.compile(text)
    except EmptyExpressionError:
        raise place.misconfigured(f"the expression of {what} is empty") from None
    except ParseError as error:
        raise place.misconfigured(f"the expression of {what} is no JMESPath from sign {error.lex_position + 1} on{_hint(text)}") from None
    except JMESPathError:
        raise place.misconfigured(f"the expression of {what} is no JMESPath{_hint(text)}") from None
    known: Mapping[str, Any] = Functions.FUNCTION_TABLE
    for name in _functions(parsed.parsed):
        if name not in known:
            raise place.nothing_named(f"JMESPath function for {what}", name, known)
    return Expression(what, parsed, tuple(_stem(parsed.parsed)), place)


def _hint(text: str) -> str:
    odd = re.search(r"[A-Za-z0-9_]*[@$-][A-Za-z_][A-Za-z0-9_.$-]*", text)
    return f"; a name with signs other than letters, digits and _ stands in double quotes: \"{odd[0]}\"" if odd and '"' not in text else ""


def _functions(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield node["value"]
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _functions(child)


def _stem(node: Mapping[str, Any]) -> list[str]:
    if node["type"] == "field":
        return [node["value"]]
    if node["type"] == "subexpression":
        names: list[str] = []
        for child in node["children"]:
            names += (inner := _stem(child))
            if child["type"] not in ("field", "subexpression") or not inner:
                break
        return names
    return _stem(node["children"][0]) if node["type"] in _LEADS else []
