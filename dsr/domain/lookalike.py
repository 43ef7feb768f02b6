"""Domains that only look like a customer's: from them somebody could ask in the name of an employee, or answer in the name of the company.

A flag for staff and nothing else. Invariant: what is the customer's own, or below it, is never flagged; neither is a name that differs as names
of neighbours do: another first letter, another number, one letter in a short name, another word.
"""

from __future__ import annotations

from enum import IntEnum

from dsr.domain.confusable import skeleton
from dsr.domain.mail_domain import split

SHORTEST = 4              # of a label that something may be added to, or that stands below another top-level domain
_ONE_SLIP, _ANYWHERE, _TWO_SLIPS = 6, 8, 12
_WORDS = (
    "admin aps as billing careers dk dpo eu com contact data en faktura fr gdpr group gruppen help helpdesk hr id info it job jobs kontakt "
    "kundeservice login mail mails email mit my nl no office online pay payroll persondata portal post privacy se secure security service "
    "sikker support team uk verify web webmail www")
_ADDED = frozenset(skeleton(word) for word in _WORDS.split())  # what a stranger puts beside a name to sound like its owner


class Likeness(IntEnum):
    """In what it looks alike; the least sure last."""

    LETTERS = 1    # other letters that look the same
    INSIDE = 2     # the customer's name stands before somebody else's
    WORD = 3       # a hyphen or a word was added
    SUFFIX = 4     # the same name below another top-level domain
    SLIP = 5       # one letter more, less or other, or two that changed places


def likeness(asked: str, known: str) -> Likeness | None:
    """In what a domain looks like that of a customer without being it. Both in their normal spelling."""
    if asked == known or asked.endswith(f".{known}"):
        return None
    before, label, suffix = split(asked)
    _, own, own_suffix = split(known)
    seen, meant = skeleton(label), skeleton(own)
    if label != own and seen == meant:
        return Likeness.LETTERS
    if len(own) < SHORTEST:
        return None
    if f".{known}." in f".{asked}" or meant in {skeleton(one) for one in before}:
        return Likeness.INSIDE
    if label == own:
        return Likeness.SUFFIX
    if _is_joined(seen, meant):
        return Likeness.WORD
    return Likeness.SLIP if _is_slip(label, own, is_beside=suffix == own_suffix) else None


def _is_joined(seen: str, meant: str) -> bool:
    """The name with hyphens put in or taken out, or with one of the words before or after it."""
    bare, own = seen.replace("-", ""), meant.replace("-", "")
    if bare == own:
        return True
    return (bare.startswith(own) and bare.removeprefix(own) in _ADDED) or (bare.endswith(own) and bare.removesuffix(own) in _ADDED)


def _is_slip(label: str, own: str, *, is_beside: bool) -> bool:
    """A slip of the finger. The first letter is where neighbours differ (Hansen and Jensen), and so is a number at the end."""
    seen, meant = skeleton(label), skeleton(own)
    shorter = min(len(seen), len(meant))
    is_same_start = seen[:1] == meant[:1] or seen[:2] == meant[1::-1]
    if shorter < (_ONE_SLIP if is_beside else _ANYWHERE) or not is_same_start or _number(label) != _number(own):
        return False
    return slips(seen, meant, 2 if shorter >= _TWO_SLIPS else 1)


def slips(one: str, other: str, most: int) -> bool:
    """Whether at most so many letters were added, left out, replaced, or swapped with their neighbour."""
    if abs(len(one) - len(other)) > most:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1] <= most


def _number(label: str) -> str:
    """The number at the end."""
    return label[len(label.rstrip("0123456789")):]
