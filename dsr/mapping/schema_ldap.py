"""Where the entries of a collection are in a directory (dsr_meta.ldap). Strict, as everything of ours is."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class LdapMeta(BaseModel):
    """Without a base the source's own is meant (config: base). `filter` is the constant part of every search, in the form of RFC 4515."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str | None = Field(None, min_length=1)
    scope: Literal["base", "one", "subtree"] = "subtree"
    object_classes: list[str] = []
    filter: str | None = None
