"""From the files that were kept to those of an answer.

Invariant: no file of a processor's collection, and none that staff left out, is among those that go along; each is counted. No name of one
holds a national number, or tells what a column that staff left out told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from dsr.documents.wording import entry_letters
from dsr.domain.answer import Table
from dsr.domain.choices import NOTHING, Cuts
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.enclosed import ContentCount, Enclosed, Kept, NotThere, kind_of, nameless
from dsr.domain.national_ids import MARK, without
from dsr.domain.words import LeftOut, NotEnclosed, Role
from dsr.services.wording import in_words
from dsr.text import FALLBACK, translator

Homes = Mapping[Address, tuple[Source, Collection]]


def enclosed(kept: Iterable[Kept], not_there: Mapping[Address, NotThere], tables: tuple[Table, ...], homes: Homes, locale: str,
             fallback: str = FALLBACK, cuts: Mapping[str, Cuts] = MappingProxyType({})) -> tuple[tuple[Enclosed, ...], tuple[ContentCount, ...]]:
    """What goes along, by number, and the counts of each collection; of files of no collection, by source."""
    shown = [table for table in tables if table.shown]
    marks = {str(table.address): entry_letters(place) for place, table in enumerate(shown)}
    by_name = {str(address): home for address, home in homes.items()}
    sources = {source.key: source for source, _ in homes.values()}
    going: list[Enclosed] = []
    say, removed = translator(locale), Counter[tuple[str, str]]()
    told: defaultdict[tuple[str, str], Counter[NotEnclosed]] = defaultdict(Counter)
    left: defaultdict[tuple[str, str], Counter[LeftOut]] = defaultdict(Counter)
    for address, counts in not_there.items():
        if counts.counts:
            told[homes[address][0].key, str(address)].update(counts.counts)
    for one in sorted(kept, key=lambda one: one.number):
        source, collection = by_name.get(one.address) or (sources[one.source], None)
        place = (source.key, one.address)
        told[place].update(())
        if (collection.role if collection else source.role) is Role.PROCESSOR:
            told[place][NotEnclosed.PROCESSOR] += 1
        elif one.left_out is not None:
            left[place][one.left_out] += 1
        elif (at := _place(one, cuts)) is None and one.row is not None:
            told[place][NotEnclosed.MASKED] += 1  # its row is left out
        else:
            said = nameless(one.name, one.address) if cuts.get(one.address, NOTHING).fields else one.name
            name, count = without(said)
            removed[place] += count
            named = replace(one, row=at, name=name.replace(MARK, say("letter.national_name")))
            going.append(_enclosed(named, source, collection, marks.get(one.address, ""), locale, fallback))
    numbers = Counter((one.source, one.address) for one in going)
    return tuple(going), tuple(
        ContentCount(key, address, _label(sources[key], by_name[address][1] if address in by_name else None, locale, fallback), numbers[key, address],
                     dict(counts), dict(left[key, address]), removed[key, address]) for (key, address), counts in told.items())


def _place(one: Kept, cuts: Mapping[str, Cuts]) -> int | None:
    """The number of the file's row among those that are shown."""
    return None if one.row is None else cuts.get(one.address, NOTHING).place(one.row)


def _enclosed(one: Kept, source: Source, collection: Collection | None, mark: str, locale: str, fallback: str) -> Enclosed:
    content = collection.terms.content if collection else None
    row = None if one.row is None else one.row + 1
    return Enclosed(
        number=one.number, source=source.key, address=one.address, label=_label(source, collection, locale, fallback), row=row,
        entry=f"{mark}-{row}" if mark and row is not None else "", kind=content.kind if content and content.kind else kind_of(one.media_type),
        name=one.name, media_type=one.media_type, size=one.size, digest=one.digest, path=one.path)


def _label(source: Source, collection: Collection | None, locale: str, fallback: str) -> str:
    if collection is None:
        return in_words(source.label, source.key, locale, fallback)
    return in_words(collection.label, collection.address.collection, locale, fallback)
