"""Pieces of a mapping that say something of single cells: conditions, where an identifier stands, values within JSON."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from dsr.domain.parties import Party, Side
from dsr.domain.templates import template

Way = Literal["e164", "plus_spaced", "zero_zero", "digits", "national", "national_spaced", "sip_uri"]
Cell = str | int | float | bool


def _as_written(text: str) -> str:
    if text not in get_args(Way) and template(text) is None:
        names = ", ".join(f"'{one}'" for one in get_args(Way))
        raise PydanticCustomError("written", f"input should be {names}, or a template as '{{}}@*': one place {{}} or {{digits}}, "
                                  "and * at the end only, not directly after it")
    return text


HowWritten = Annotated[str, AfterValidator(_as_written), Field(examples=["e164", "{}@*", "PJSIP/{digits}-*"])]


def _as_network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        raise PydanticCustomError("network", "input should be a network, as 10.0.0.0/8 or 2001:db8::/32, with no bits behind its length") from None
    return text


Network = Annotated[str, AfterValidator(_as_network), Field(examples=["10.0.0.0/8"])]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ConditionMeta(Strict):
    """About the cell of `column`; one of the others says what it must be."""

    column: str
    one_of: Annotated[list[Cell] | None, Field(alias="in", min_length=1)] = None
    matches: str | Annotated[list[str], Field(min_length=1)] | None = None
    empty: bool | None = None
    like_anonymous: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> ConditionMeta:
        if sum(one is not None for one in (self.one_of, self.matches, self.empty, self.like_anonymous)) != 1:
            raise PydanticCustomError("condition", "a condition has a column and one of: in, matches, empty, like_anonymous")
        return self


class AlsoMeta(Strict):
    """A further kind of identifier that a column holds."""

    identity: str
    kind: str | None = None
    written: list[HowWritten] = []


class InsideMeta(Strict):
    """A value within the JSON text of a column."""

    column: str
    path: Annotated[str, Field(min_length=1)]


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _as_rule(value: Any) -> Any:
    return {"then": value} if isinstance(value, str) else value


Conditions = Annotated[list[ConditionMeta], BeforeValidator(_as_list, json_schema_input_type=list[ConditionMeta] | ConditionMeta)]


class PartyMeta(Strict):
    """Whose data the cell is; in rows for which the conditions do not hold, what `else` says."""

    when: Conditions = []
    then: Party
    otherwise: Annotated[Party | None, Field(alias="else")] = None
    unless_found: bool = False


class SideMeta(Strict):
    """Which end of a call the cell tells of; in rows for which the conditions do not hold, what `else` says, or none."""

    when: Conditions = []
    then: Side
    otherwise: Annotated[Side | None, Field(alias="else")] = None


PartyRule = Annotated[PartyMeta, BeforeValidator(_as_rule, json_schema_input_type=PartyMeta | Party)]
SideRule = Annotated[SideMeta, BeforeValidator(_as_rule, json_schema_input_type=SideMeta | Side)]
