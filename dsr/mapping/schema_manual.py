"""The config of a source that a person searches (docs/manual.md). Strict, as everything of ours is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from dsr.mapping.schema_terms import Words


def _one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():  # it stands in a letter
        raise ValueError("must be one line of text")
    return text.strip()


def _address(text: str) -> str:
    from pydantic.networks import validate_email  # with it a library that only sources need which a person searches

    return validate_email(text)[1]


class ManualConfig(BaseModel):
    """Whom to ask, in which language, and how long to wait."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owner_email: Annotated[str, Field(json_schema_extra={"format": "email"}), AfterValidator(_address)]
    owner_name: Annotated[str, Field(max_length=100), AfterValidator(_one_line)]
    language: Literal["da", "en"]
    days: Annotated[int, Field(ge=1, le=60)] = 14
    remind_after_days: Annotated[int, Field(ge=1)] = 7
    question: Words = {}
    show_name: bool = False

    @model_validator(mode="after")
    def _is_reminded_in_time(self) -> ManualConfig:
        if self.remind_after_days >= self.days > 1:
            raise ValueError("remind_after_days must be less than days")
        return self
