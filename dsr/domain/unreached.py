"""What staff can do about a letter that did not arrive.

Invariants: a link that proves an address, or opens an answer, goes to the address that it was written for and to no other; what is for somebody else
than the person goes to them by no other way.
"""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """In the order in which they are offered."""

    AGAIN = "again"    # to the address that their letters go to
    OTHER = "other"    # to another address of theirs, which is proven
    POST = "post"      # printed and posted
    TOLD = "told"      # they heard otherwise, or need not hear it any more


def ways(*, is_to_person: bool, holds_link: bool, others: int, has_postal: bool) -> tuple[Way, ...]:
    """Which of them there are. `holds_link`: the letter brings a link of its own, not only the address of the person's page."""
    is_plain = is_to_person and not holds_link
    return tuple(way for way, is_there in ((Way.AGAIN, True), (Way.OTHER, is_plain and others > 0), (Way.POST, is_plain and has_postal),
                                           (Way.TOLD, True)) if is_there)
