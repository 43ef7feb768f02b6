"""What is said of a mapping that ships, or of a whole table: what is deliberately left out and why, and how one installation differs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dsr.mapping.schema_terms import ContentMeta

LeftOut = Annotated[dict[str, list[str]], Field(examples=[{"settings of the device": ["mac_vendor", "firmware"]}])]  # reason -> columns, or tables


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReferenceMeta(_Strict):
    """A field of another source whose values are a field's of the profile."""

    dataset: str
    field: str
    direction: Literal["from", "to"] | None = None


class AdaptMeta(_Strict):
    """How this installation differs from the profile. Tables are named by the collection, columns as `collection.column`."""

    names: dict[str, str] = {}                          # what the profile calls it -> what it is called here
    absent: list[str] = []                              # not in this system
    references: dict[str, list[ReferenceMeta]] = {}     # field -> where its values come from, in other sources
    labels: dict[str, dict[str, str]] = {}              # words of one's own, per language
    legends: dict[str, dict[str, dict[str, str]]] = {}  # field -> code -> words, added to those of the profile
    content: dict[str, ContentMeta] = {}                # table -> where the files lie that its rows stand for, in the profile's names
