"""The shape of a source file and of a fideslang dataset in it, as models. What Fides knows is read with Fides' meaning and
leniently (unknown keys are Fides' own business); what is ours is strict, so that a slip of the pen is found."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dsr.domain.data_kind import DataKind
from dsr.domain.parties import About
from dsr.domain.proof import Sensitivity
from dsr.domain.told import Way
from dsr.domain.words import Role
from dsr.mapping.schema_ldap import LdapMeta
from dsr.mapping.schema_profile import AdaptMeta, LeftOut
from dsr.mapping.schema_rest import RestMeta
from dsr.mapping.schema_rules import AlsoMeta, ConditionMeta, Conditions, HowWritten, InsideMeta, Network, PartyRule, SideRule
from dsr.mapping.schema_terms import ChargedMeta, ContentMeta, ErasureMeta, TermsMeta, Words

Written = Literal["auto", "local", "utc", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns"]
Key = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]


class _Ours(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Fides(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class TimeMeta(_Ours):
    """The column that windows apply to."""

    column: str
    written: Written = "auto"


def _as_column(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class ValidMeta(_Ours):
    """Columns between which what leads on from this row holds."""

    start: Annotated[str | None, Field(alias="from")] = None
    end: Annotated[str | None, Field(alias="to")] = None


class FilesMeta(_Ours):
    """Where the files of this collection are, below the source's folder."""

    path: str
    format: Literal["parquet", "csv", "jsonl"] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None


class TenantsMeta(_Ours):
    """The collection that knows the customer companies: `key` is what tenant columns hold, `name` what people say."""

    collection: str
    key: str
    name: str


class CompaniesMeta(_Ours):
    """The collection that lists the customer companies, and its columns. `key` holds what sources call a company, as tenants do."""

    collection: str
    key: str
    name: str
    registration: str | None = None
    country: str | None = None
    domain: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None


class DatasetMeta(_Ours, TermsMeta):
    role: Role | None = None
    data_kind: DataKind | None = None
    sensitivity: Sensitivity | None = None
    label: Words = {}
    tenants: TenantsMeta | None = None
    companies: CompaniesMeta | None = None
    company_networks: list[Network] = []
    restricted: Literal["legal_obligation"] | None = None
    left_out: LeftOut = {}


class SameMeta(_Ours):
    """Rows of `collection` say that who is called `key` is the one called `person`."""

    collection: str
    key: str
    person: str


class HoldersMeta(_Ours):
    """The rows say who holds which line: `line` and `person` are fields. `here`: what they say counts in this source only."""

    line: str
    person: str
    here: bool = False
    same: SameMeta | None = None


class CollectionMeta(_Ours, TermsMeta):
    label: Words = {}
    role: Role | None = None
    data_kind: DataKind | None = None
    sensitivity: Sensitivity | None = None
    tenant: str | None = None
    time: Annotated[TimeMeta | None, BeforeValidator(_as_column, json_schema_input_type=TimeMeta | str)] = None
    valid: ValidMeta | None = None
    composite: list[Annotated[list[str], Field(min_length=1)]] = []
    files: FilesMeta | None = None
    ldap: LdapMeta | None = None
    rest: RestMeta | None = None
    schema_name: Annotated[str | None, Field(alias="schema")] = None
    table: str | None = None
    where: list[ConditionMeta] = []
    holds: Literal["now", "place"] | None = None
    holders: HoldersMeta | None = None
    restricted: Literal["legal_obligation"] | None = None
    charged: ChargedMeta | None = None
    erasure: ErasureMeta | None = None
    content: ContentMeta | None = None
    forgets: Annotated[str | None, Field(pattern=r"^P[1-9][0-9]{0,3}[DWMY]$", examples=["P90D"])] = None
    left_out: LeftOut = {}
    optional: bool | None = None
    only_leads: bool = False


class FieldMeta(_Ours):
    label: Words = {}
    legend: dict[str, Words] = {}
    unit: str | None = None
    told: Way | None = None
    kind: str | None = None
    written: list[HowWritten] = []
    also: list[AlsoMeta] = []
    parts: Annotated[list[str], Field(min_length=2)] | None = None
    inside: Annotated[InsideMeta | None, Field(alias="json")] = None
    only_when: Conditions = []
    secret: bool = False
    secret_when: ConditionMeta | None = None
    redact_keys: list[str] = []
    party: PartyRule | None = None
    side: SideRule | None = None
    about: About | None = None
    withheld: ConditionMeta | None = None
    shared: ConditionMeta | None = None
    company_networks: list[Network] = []
    company_when: ConditionMeta | None = None
    again: bool = False
    narrows: bool = False
    erasure: ErasureMeta | None = None
    rectifiable: bool = False
    optional: bool | None = None


class FidesReference(_Fides):
    dataset: str
    field: str
    direction: Literal["from", "to"] | None = None


class FidesFieldMeta(_Fides):
    identity: str | None = None
    references: list[FidesReference] | None = None
    primary_key: bool | None = None
    data_type: str | None = None
    length: Annotated[int | None, Field(gt=0)] = None
    return_all_elements: bool | None = None
    read_only: bool | None = None
    masking_strategy_override: dict[str, Any] | None = None
    custom_request_field: str | None = None


class FidesField(_Fides):
    name: str
    data_categories: list[str] | None = None
    fides_meta: FidesFieldMeta | None = None
    fidesops_meta: FidesFieldMeta | None = None
    dsr_meta: FieldMeta | None = None
    fields: list[FidesField] | None = None


class FidesCollectionMeta(_Fides):
    after: list[str] | None = None
    erase_after: list[str] | None = None
    skip_processing: bool | None = None


class FidesCollection(_Fides):
    name: str
    data_categories: list[str] | None = None
    fields: list[FidesField]
    fides_meta: FidesCollectionMeta | None = None
    fidesops_meta: FidesCollectionMeta | None = None
    dsr_meta: CollectionMeta | None = None


class FidesDatasetMeta(_Fides):
    after: list[str] | None = None
    namespace: dict[str, Any] | None = None


class FidesDataset(_Fides):
    fides_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.<>-]+$")]
    name: str | None = None
    collections: list[FidesCollection]
    fides_meta: FidesDatasetMeta | None = None
    fidesops_meta: FidesDatasetMeta | None = None
    dsr_meta: DatasetMeta | None = None


class SourceTerms(_Ours, TermsMeta):
    """What holds for every dataset of the source that does not say its own."""


class SourceBlock(_Ours):
    """Everything below `source:` (CONTRACT: source files)."""

    key: Key
    label: Words = {}
    connector: str
    config: dict[str, Any] = {}
    role: Role | None = None
    data_kind: DataKind | None = None
    sensitivity: Sensitivity | None = None
    timezone: str = "UTC"
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$")] = None
    tenant: Annotated[str | None, Field(min_length=1)] = None
    profile: str | None = None
    adapt: AdaptMeta | None = None
    terms: SourceTerms | None = None
    dataset_file: str | list[str] | None = None
    dataset_files: list[str] | None = None
    dataset: list[FidesDataset] | None = None


class SourceFile(_Ours):
    source: SourceBlock


class ProfileMeta(_Ours):
    """What a mapping that ships says of itself. `needs`: what an installation has to see to before it can be trusted."""

    label: Words
    system: str
    connectors: Annotated[list[str], Field(min_length=1)]
    one_company: bool = False  # its tables name no customer company, and hold what repeats from one to the next: a source has to say whose it is
    needs: list[str] = []


class ProfileFile(_Ours):
    """One file of a profile; the first has the head."""

    profile: ProfileMeta | None = None
    dataset: Annotated[list[FidesDataset], Field(min_length=1, max_length=1)]


class DatasetFile(_Fides):
    dataset: list[FidesDataset]
