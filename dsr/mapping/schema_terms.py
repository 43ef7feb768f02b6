"""Why data is held, on which ground, how long, from whom and for whom: what the letter says and an erasure decides by."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from dsr.domain.terms import PLACE, Encoding, ErasureAction
from dsr.domain.words import FileKind, Safeguard
from dsr.mapping.schema_rules import Conditions, Strict

Words = Annotated[dict[str, str], BeforeValidator(lambda value: {"en": value} if isinstance(value, str) else value,
                                                  json_schema_input_type=dict[str, str] | str)]


EEA = frozenset(re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEISITLILTLULVMTNLNOPLPTROSESISK"))


class RetentionMeta(Strict):
    """`period` is an ISO 8601 duration: P5Y, P90D."""

    ground: str
    period: Annotated[str | None, Field(pattern=r"^P([0-9]+[YMWD])+$")] = None


class ErasureMeta(Strict):
    action: ErasureAction
    ground: str | None = None


class ChargedMeta(Strict):
    """Rows for which all of these hold were charged for."""

    when: Conditions


class ContentMeta(Strict):
    """Rows that stand for a file: below the folder that the source's config names (content: root), at a path made of cells, or in a column."""

    path: Annotated[str | None, Field(min_length=1, examples=["{record_path}/{record_name}"])] = None
    strip: Annotated[str, Field(examples=["/var/lib/freeswitch/recordings"])] = ""
    column: Annotated[str | None, Field(min_length=1)] = None
    encoding: Encoding = "raw"
    media_type: Annotated[str | None, Field(pattern=r"^[a-z]+/[A-Za-z0-9.+-]+$")] = None
    kind: FileKind | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> ContentMeta:
        if (self.path is None) == (self.column is None):
            raise PydanticCustomError("content", "content is a path made of columns, or a column; give one of them")
        if self.path is None and self.strip:
            raise PydanticCustomError("content", "strip belongs to a path")
        if self.column is None and self.encoding != "raw":
            raise PydanticCustomError("content", "encoding belongs to a column; a file is taken as it is")
        if self.path is not None:
            _check_path(self.path)
        return self


def _check_path(path: str) -> None:
    fixed = PLACE.sub("", path)
    if not PLACE.search(path):
        raise PydanticCustomError("content", "the path of content names no column; '{record_path}/{record_name}' names two")
    if set(fixed) & set("{}[]?") or "*" in fixed.rpartition("/")[0] or "**" in fixed:
        raise PydanticCustomError("content", "the path of content is made of {column}, other signs, and * in its last part only")
    if ".." in fixed.split("/"):
        raise PydanticCustomError("content", "the path of content leads upwards; write it from the folder of files downwards")


class TransferMeta(Strict):
    """To which country outside the EEA, to whom, and what protects the data there."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["US"])]
    safeguard: Safeguard
    recipient: Words | None = None
    reason: Words | None = None

    @model_validator(mode="after")
    def _is_lawful(self) -> TransferMeta:
        """GDPR Art. 44 to 49."""
        if self.country in EEA:
            raise PydanticCustomError("terms", "a country within the EEA is none; name who receives the data under recipients")
        if self.safeguard is Safeguard.PRIVACY_FRAMEWORK and self.country != "US":
            raise PydanticCustomError("terms", "the Data Privacy Framework protects data in the United States (US) only")
        if (self.safeguard is Safeguard.EXCEPTION) != (self.reason is not None):
            raise PydanticCustomError("terms", "an exception (GDPR Art. 49) needs a reason, and nothing else has one")
        return self


def _written_as(value: object) -> str:
    is_block = isinstance(value, dict) and not value.keys().isdisjoint(TransferMeta.model_fields)
    return "transfer" if is_block or isinstance(value, TransferMeta) else "words"


AnyTransfer = Annotated[Annotated[TransferMeta, Tag("transfer")] | Annotated[Words, Tag("words")], Discriminator(_written_as)]


class TermsMeta(BaseModel):
    """Said of a dataset, or of one collection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: Words | None = None
    legal_basis: Words | None = None
    retention: RetentionMeta | None = None
    recipients: list[Words] = []
    origin: Words | None = None
    recipient_kinds: list[Words] = []
    names_unknown: Words | None = None
    transfers: list[AnyTransfer] = []
    automated: Words | None = None

    @model_validator(mode="after")
    def _says_why_it_names_nobody(self) -> TermsMeta:
        """CJEU C-154/21: who receives data is told by name; kinds of recipients only where the names cannot be known."""
        if self.recipient_kinds and self.names_unknown is None:
            raise PydanticCustomError("terms", "recipient_kinds needs names_unknown: the letter says why they have no names")
        return self

    @model_validator(mode="after")
    def _names_no_dead_basis(self) -> TermsMeta:
        """CJEU C-311/18 of 16 July 2020: the Privacy Shield is no ground for a transfer. The Data Privacy Framework is another thing."""
        abroad = [words for one in self.transfers for words in ((one.recipient or {}, one.reason or {}) if isinstance(one, TransferMeta) else (one,))]
        said = [self.legal_basis or {}, self.purpose or {}, self.origin or {}, *self.recipients, *self.recipient_kinds, *abroad]
        if any("privacyshield" in re.sub("[^a-z]", "", text.lower()) for words in said for text in words.values()):
            raise PydanticCustomError("terms", "the Privacy Shield has been invalid since 16 July 2020 (C-311/18); name the safeguard there is")
        return self
