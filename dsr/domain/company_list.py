"""Where a source lists the customer companies. Invariant: it names columns about companies, and none about people but who speaks for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompanyList:
    """Where a dataset lists the customer companies; `columns` are (what it is, the column), in the words of the import."""

    collection: str
    columns: tuple[tuple[str, str], ...]
