"""Which columns hold what people write to each other, and what is looked for in it.

Invariant: a column that the mapping says anything else of (a number, a key, a time, a code, a quantity) is none of them: its values look like
national numbers by chance.
"""

from __future__ import annotations

from dsr.domain.dataset import Collection, Field, is_within
from dsr.domain.national_ids import MARK, UNSURE, without
from dsr.domain.parties import Party
from dsr.domain.values import Wire

CONTENT = "user.content"
_OTHERWISE = frozenset({"integer", "float", "boolean", "object_id"})


def is_free_text(field: Field, collection: Collection) -> bool:
    """Whether the cells of a field are texts, subjects, notes, or names of files."""
    times = (collection.time.column if collection.time else None, *(collection.valid or ()))
    is_typed = bool(field.identity or field.kind or field.references or field.primary_key or field.legend or field.unit or field.told or field.also)
    if is_typed or field.data_type in _OTHERWISE or field.name in times or field.about not in (None, "content"):
        return False
    is_said = field.party is not None and Party.CONTENT in (field.party.then, field.party.otherwise)
    return is_said or field.about == "content" or any(is_within(own, (CONTENT,)) for own in field.categories or collection.categories)


def clean(cell: Wire) -> tuple[Wire, int]:
    """A cell with a mark for each national number in it, however deep, and how many they were."""
    count = _count(cell)
    return (_cleaned(cell), count) if count else (cell, 0)


def marks(cell: Wire) -> int:
    """How many marks a cleaned cell holds."""
    return sum(text.count(MARK) for text in _texts(cell))


def spelled(cell: Wire, words: str) -> Wire:
    """A cleaned cell with words for its marks."""
    match cell:
        case str():
            return cell.replace(MARK, words)
        case list():
            return [spelled(one, words) for one in cell]
        case dict():
            return {name.replace(MARK, words): spelled(one, words) for name, one in cell.items()}
        case _:
            return cell


def _count(cell: Wire) -> int:
    return without(cell)[1] if isinstance(cell, str) else sum(without(text)[1] for text in _texts(cell))


def _cleaned(cell: Wire) -> Wire:
    match cell:
        case str():
            text, count = without(cell)
            return text if count else text.replace(MARK, UNSURE)
        case list():
            return [_cleaned(one) for one in cell]
        case dict():
            return {str(_cleaned(name)): _cleaned(one) for name, one in cell.items()}
        case _:
            return cell


def _texts(cell: Wire) -> list[str]:
    match cell:
        case str():
            return [cell]
        case list():
            return [text for one in cell for text in _texts(one)]
        case dict():
            return [text for name, one in cell.items() for text in (name, *_texts(one))]
        case _:
            return []
