"""What travels along an edge of the graph: a value with the tenant and the time it holds for."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsr.domain.window import ALWAYS, Window


@dataclass(frozen=True, slots=True)
class Key:
    """One value to look up: `value` in its normal form, only within `tenant` (None: any) and `window`.

    With `is_shared` it is a line that several people hold then, with `is_unproven` one of which it cannot be told whether a row is of the time for
    which it is proven to be the person's: a row that it alone finds is not the person's.
    """

    value: object
    tenant: str | None = None
    window: Window = ALWAYS
    is_shared: bool = False
    is_unproven: bool = False

    @property
    def names_nobody(self) -> bool:
        """Whether it alone does not tell whose a row is."""
        return self.is_shared or self.is_unproven


@dataclass(frozen=True, slots=True)
class Identity:
    """An identifier of the data subject: kind (email, phone_number, ...), normal form, tenant and window."""

    kind: str
    value: str
    tenant: str | None = None
    window: Window = ALWAYS

    @property
    def key(self) -> Key:
        return Key(self.value, self.tenant, self.window)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Keys for one field of a collection (or, for a composite key, several: each key's value is then a tuple).

    `kind` says how values are compared: an identity kind (email ignores case, phone_number is looked up in every
    spelling) or None for equal values after a cast to the column's type.
    """

    fields: tuple[str, ...]
    keys: frozenset[Key]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as a connector yields them: values untouched, in the order of `columns`."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]] = field(default_factory=list)
