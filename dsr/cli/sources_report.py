"""What `dsr sources check` prints: grouped by source and topic, one line a finding, with the place in the files.

Invariant: everything that was found is printed, and counted at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from dsr.mapping import SourceBook
from dsr.services.check_places import place_of
from dsr.services.sources import Check
from dsr.services.wording import without_terms, without_words
from dsr.text import ANSWERS, FALLBACK, translator


class Report:
    """`places`: `file:line` by dotted name."""

    def __init__(self, book: SourceBook, found: Check, places: Mapping[str, str], fallback: str = FALLBACK) -> None:
        self._book, self._found, self._places = book, found, places
        self._silent = _by_names({locale: tuple(_silent(book, locale, fallback)) for locale in ANSWERS})
        self._unsaid = _by_names({locale: tuple(_unsaid(book, locale, fallback)) for locale in ANSWERS})
        self._categories = sorted({own for source in book.sources for one in source.collections()
                                   for own in (*one.categories, *(name for field in one.fields for name in field.categories))
                                   if own.partition(".")[0] == "user"})

    @property
    def warnings(self) -> int:
        named = sum(len(names) for by_names in (self._silent, self._unsaid) for names in by_names)
        unworded = sum(1 for name in self._categories if len(_worded(name)) < len(ANSWERS))
        return len(self._found.findings) + len(self._found.plan.cut) + len(self._book.warnings) + named + unworded

    def lines(self) -> Iterator[str]:
        for source in self._book.sources:
            own = [fault for fault in self._found.faults if fault.source == source.key]
            collections = list(source.collections())
            yield (f"{source.key}: {len(collections)} collections, {sum(len(one.fields) for one in collections)} fields, "
                   + (f"{len(own)} faults" if own else "searched by hand, not asked" if source.key in self._found.by_hand else "fits"))
            for fault in own:
                yield f"  {self._at(fault.address)}{fault.address or source.key}: {fault.detail or fault.why.value} ({fault.why.value})"
            of_source = [finding for finding in self._found.findings if finding.source == source.key]
            for topic, group in groupby(of_source, key=lambda finding: finding.topic):
                told = list(group)
                yield f"  {topic.value} ({len(told)})"
                for finding in told:
                    yield f"    {self._at(finding.name)}{finding.name}: {finding.detail}"
        for edge in self._found.plan.cut:
            yield f"joins in a circle are followed once: {edge.from_address}.{edge.from_field} does not lead to {edge.to_address}.{edge.to_field}"
        for names, locales in self._silent.items():
            yield f"without words in {', '.join(locales)} ({len(names)}): {', '.join(names)}"
        for terms, locales in self._unsaid.items():
            yield f"owed to the person and not said in {', '.join(locales)} ({len(terms)}): {', '.join(terms)}"
        yield from self._told_categories()
        yield f"{_count(len(self._found.faults), 'fault')}, {_count(self.warnings, 'warning')}"

    def _at(self, name: str) -> str:
        place = place_of(name, self._places)
        return f"{place}: " if place else ""

    def _told_categories(self) -> Iterator[str]:
        if self._categories:
            told = (f"{name} ({', '.join(_worded(name)) or 'none'})" for name in self._categories)
            yield f"categories and the languages that have words for them: {', '.join(told)}"


def _worded(category: str) -> list[str]:
    """The languages with words for this very category; in others it is told in those of a wider one."""
    return [locale for locale in ANSWERS if translator(locale).has(f"category.{category}.text")]


def _by_names(names: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, ...], list[str]]:
    """The languages in which the same names are missing, together."""
    result: dict[tuple[str, ...], list[str]] = {}
    for locale, missing in names.items():
        if missing:
            result.setdefault(missing, []).append(locale)
    return result


def _silent(book: SourceBook, locale: str, fallback: str) -> Iterator[str]:
    directories = {(dataset.key, dataset.tenants.collection) for source in book.sources for dataset in source.datasets if dataset.tenants}
    for source in book.sources:
        for collection in source.collections():
            shown = collection.columns_in(("user",))
            if not shown and (collection.only_leads or (collection.address.dataset, collection.address.collection) in directories):
                continue  # no answer lists it
            yield from without_words(collection, shown, locale, fallback)


def _unsaid(book: SourceBook, locale: str, fallback: str) -> Iterator[str]:
    for source in book.sources:
        for collection in source.collections():
            yield from without_terms(collection, locale, fallback)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
