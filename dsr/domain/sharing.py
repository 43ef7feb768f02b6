"""Which address of a person may be told to a company that is asked: one of its own, or a private one; never one that is another company's.

Invariant: neither of two employers learns of the other, not even by an address that the person has there.
"""

from __future__ import annotations

from collections.abc import Collection


def is_offered(*, owner: int | None, is_private: bool, to: Collection[int]) -> bool:
    """`owner`: the company that has the address's domain. `to`: who is asked, and the company that it is asked for."""
    return is_private if owner is None else owner in to


def may_choose(*, is_told: bool, is_opened: bool) -> bool:
    """Whether the person may still say otherwise: what a company may have read is not taken back."""
    return not (is_told and is_opened)
