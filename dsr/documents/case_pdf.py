"""The overview of a case as a PDF. Invariant: the same case, told at the same moment, is the same bytes."""

from __future__ import annotations

from typing import BinaryIO

from dsr.documents import booklet
from dsr.documents.case import sections
from dsr.documents.case_tongue import Data, Tongue


def write(told: Data, trail: Data, its: Tongue, file: BinaryIO) -> None:
    """Print it. `told` is what `case.json` says, `trail` what `trail.json` does."""
    reference, entity = told["request"]["reference"], told["controller"]["name"]
    cover = booklet.Cover(its.say("title", reference=reference), its.say("about", day=its.stamp(told["made_at"]), entity=entity, zone=its.zone.key),
                         entity, reference, its.locale, told["made_at"])
    booklet.write(cover, sections(told, trail, its), file)
