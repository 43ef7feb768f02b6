"""From what was collected to one `Answer`, and from the answer to its files; the same for a worker and the command line.

Invariant: every collection of the plan is in the answer as a table or as a gap, and no row of a processor's table leaves the store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from config import Settings
from dsr.documents.bundle import PLAIN, Sink, Written, write_response
from dsr.documents.finishing import Finish, signer
from dsr.domain import dataset
from dsr.domain.answer import Answer, Column, EntityFacts, Gap, Table, Why
from dsr.domain.choices import NOTHING, Choice, ChoiceReason, cuts, in_force
from dsr.domain.dataset import Address, Field, Source, is_within
from dsr.domain.direction import DIRECTION, Direction, tells_direction
from dsr.domain.earlier import Earlier
from dsr.domain.enclosed import Enclosed, Kept, NotThere
from dsr.domain.errors import ResultFailedCheck
from dsr.domain.graph import Plan, Step
from dsr.domain.masked import Masked
from dsr.domain.policy import BEFORE, Policies
from dsr.domain.searched import Searched
from dsr.domain.values import WireBatch
from dsr.domain.words import NotReached, Right, Role, Withheld
from dsr.services import answer_files, left_out
from dsr.services.perform import Sealed, open_chunk
from dsr.services.sealing import file_context
from dsr.services.survey import surveyed
from dsr.services.wording import borrowed, in_words, why, without_terms, without_words
from dsr.store import Store
from dsr.text import translator
from dsr.vault import Handle


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why and for whom this answer is written; everything that does not come from a source."""

    reference: str
    right: Right
    locale: str
    entity: EntityFacts
    generated_at: datetime
    person_name: str = ""
    received_on: date | None = None
    due_on: date | None = None
    identities: tuple[Searched, ...] = ()
    print_rows: int | None = 5000
    tag_rows: int = 20_000
    attach: bool = True          # whether the data files go into the PDF, too
    categories: tuple[str, ...] = ("user",)
    earlier: Earlier | None = None
    on_behalf: str = ""          # the company whose part it is
    not_passed_on: bool = False
    decided_by: tuple[str, ...] = ()   # companies that decide about a part of its own
    left_to_us: tuple[str, ...] = ()   # those of which nobody is left to decide
    is_on_paper: bool = False
    narrowed: tuple[date | None, date | None] = (None, None)  # the days asked about, both included


@dataclass(frozen=True, slots=True)
class Haul:
    """What all stages of a plan gave together."""

    found: Mapping[Address, int]
    missed: Mapping[Address, NotReached]
    sealed: tuple[Sealed, ...]
    masked: Mapping[Address, Masked] = field(default_factory=dict)
    not_there: Mapping[Address, NotThere] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()          # files, with what staff decided
    choices: tuple[Choice, ...] = ()     # what staff decided about fields, rows and collections
    policies: Policies = BEFORE          # how other people's data was treated


def assemble(occasion: Occasion, plan: Plan, sources: Iterable[Source], haul: Haul) -> Answer:
    """The whole content of the answer. `sources` are those the plan was made from."""
    homes = {collection.address: (source, collection) for source in sources for collection in source.collections()}
    steps = [step for stage in plan.stages for step in stage.steps]
    missing_words: list[str] = []
    told = [homes[step.address] for step in steps if step.address in haul.found and _is_told(homes[step.address][1], haul)]
    tables = tuple(_table(*home, haul, occasion, missing_words) for home in told)
    locale, fallback = occasion.locale, occasion.entity.fallback
    enclosed, contents = answer_files.enclosed(haul.kept, haul.not_there, tables, homes, locale, fallback, cuts(haul.choices))
    missing = unreached(plan, haul.missed)
    lent = borrowed(told, occasion.categories, locale, fallback, named=[homes[address] for address in missing])
    unsaid = [term for _, collection in told if not occasion.on_behalf for term in without_terms(collection, locale, fallback)]
    gaps = tuple(
        Gap(source.key, in_words(source.label, source.key, locale, fallback), str(address), why, in_words(
            collection.label, address.collection, locale, fallback))
        for address, why in missing.items() for source, collection in (homes[address],))
    return Answer(
        reference=occasion.reference, right=occasion.right, locale=occasion.locale, entity=occasion.entity,
        generated_at=occasion.generated_at, person_name=occasion.person_name, received_on=occasion.received_on,
        due_on=occasion.due_on, identities=occasion.identities, tables=tables, gaps=gaps, enclosed=enclosed, contents=contents,
        unknown_kinds=plan.unknown_kinds, earlier=occasion.earlier,
        print_rows=occasion.print_rows, tag_rows=occasion.tag_rows, categories=occasion.categories,
        gaps_in_words=(*missing_words, *unsaid), borrowed=lent, on_behalf=occasion.on_behalf, not_passed_on=occasion.not_passed_on,
        narrowed=occasion.narrowed, decided_by=occasion.decided_by, left_to_us=occasion.left_to_us, is_on_paper=occasion.is_on_paper,
        is_restricted=any(collection.is_restricted for source, collection in homes.values()))


def _is_told(collection: dataset.Collection, haul: Haul) -> bool:
    """A mere step of the search is told only where it ended at a line that names nobody: what lies behind would be left out in silence."""
    return not collection.only_leads or haul.masked.get(collection.address, Masked()).not_kept > 0


def unreached(plan: Plan, missed: Mapping[Address, NotReached]) -> dict[Address, NotReached]:
    """Every collection that was not searched, or not with all that leads to it, and why. `missed` is what the search itself did not get; of what
    only leads on nobody misses anything, but for what it leads to."""
    steps = [step for stage in plan.stages for step in stage.steps]
    found = {**missed, **_cut_off(steps, missed)}
    return {**{gap.address: gap.why for gap in plan.gaps}, **{address: why for address, why in found.items() if address not in plan.quiet}}


def withheld(collection: dataset.Collection, found: int, counts: Masked, categories: tuple[str, ...]) -> dict[Withheld, int]:
    """The rows that were found and are not shown to the person, by why; `counts` tells of those that only a line found which names nobody."""
    own, nobodys = found - counts.not_kept, {Withheld.SHARED_LINE: counts.shared, Withheld.UNPROVEN_LINE: counts.unproven}
    if collection.role is Role.PROCESSOR:
        left = {Withheld.PROCESSOR: own, **nobodys}
    else:
        left = {Withheld.NO_PERSONAL_DATA: 0 if collection.columns_in(categories) else own, **nobodys}
    return {why: count for why, count in left.items() if count}


def signing(settings: Settings) -> Callable[[bytes], bytes] | None:
    """What signs a finished PDF, if the settings name a key. Raises Misconfigured."""
    return signer(Path(settings.signature_file), settings.signature_password.get_secret_value()) if settings.signature_file else None


def look(answer: Answer, haul: Haul, *, store: Store, handle: Handle, beat: Callable[[int], None] = lambda _rows: None) -> Answer:
    """The answer with what its rows come to. Raises VaultError if a chunk was changed, ResultFailedCheck if rows lack a column of the mapping."""
    rows = _Rows(haul, store, handle)
    answer = replace(answer, tables=tuple(left_out.recounted(table, rows.taken(table)) if table.left_by_staff and table.shown else table
                                          for table in answer.tables))

    def watched(table: Table) -> Iterator[WireBatch]:
        for batch in rows(table):
            beat(0)
            yield batch

    return surveyed(answer, watched)


def write(answer: Answer, haul: Haul, sink: Sink, *, store: Store, handle: Handle, finish: Finish = PLAIN,
          progress: Callable[[int], None] = lambda _rows: None) -> Written:
    """Write all files of the response.

    Raises ResultFailedCheck if the writers disagree about a count, VaultError if a chunk was changed, Misconfigured if `finish` wants what is not
    installed.
    """

    def file(one: Enclosed) -> Iterator[bytes]:
        return store.read(one.path, handle, file_context(one.path))

    return write_response(answer, _Rows(haul, store, handle), sink, files=file, finish=finish, progress=progress)


class _Rows:
    """The rows of a table, opened chunk by chunk."""

    def __init__(self, haul: Haul, store: Store, handle: Handle) -> None:
        self._store, self._handle, self._cuts, self._force = store, handle, cuts(haul.choices), in_force(haul.choices)
        self._chunks: dict[str, list[Sealed]] = {}
        for chunk in sorted(haul.sealed, key=lambda chunk: chunk.seq):
            self._chunks.setdefault(str(chunk.address), []).append(chunk)

    def __call__(self, table: Table) -> Iterator[WireBatch]:
        if table.role is Role.PROCESSOR:
            raise AssertionError("rows of a processor's table are not released")
        rows = (_aligned(self._cut(chunk), table) for chunk in self._of(table))
        return (batch.directed(DIRECTION) for batch in rows) if table.columns and table.columns[-1].name == DIRECTION else rows

    def taken(self, table: Table) -> Iterator[WireBatch]:
        """The rows that staff left out, chunk by chunk."""
        own = self._cuts.get(str(table.address), NOTHING)
        holding = (one for one in self._of(table) if any(one.first_row <= row < one.first_row + one.rows for row in own.rows))
        return (left_out.taken(open_chunk(chunk, self._store, self._handle), chunk.first_row, own) for chunk in holding)

    def _cut(self, chunk: Sealed) -> WireBatch:
        """The rows of a chunk as staff decided about them."""
        address = str(chunk.address)
        batch = left_out.without(open_chunk(chunk, self._store, self._handle), chunk.first_row, self._cuts.get(address, NOTHING))
        return left_out.kept_hidden(batch, self._force, address) if self._force else batch

    def _of(self, table: Table) -> list[Sealed]:
        return self._chunks.get(str(table.address), [])


def _aligned(batch: WireBatch, table: Table) -> WireBatch:
    """The batch with its columns as the table has them: the mapping may have been put in another order, or name fewer, since the rows were read.
    Raises ResultFailedCheck where one was not read."""
    names = [column.name for column in table.columns if column.name in batch.columns or column.name != DIRECTION]
    if not set(names) <= set(batch.columns):
        raise ResultFailedCheck(address=str(table.address), found=table.found, shown=table.shown, writer="columns", wrote=0)
    return batch.narrowed([batch.columns.index(name) for name in names])


def _table(source: Source, collection: dataset.Collection, haul: Haul, occasion: Occasion, missing_words: list[str]) -> Table:
    fields, address, locale, fallback = collection.columns_in(occasion.categories), str(collection.address), occasion.locale, occasion.entity.fallback
    found, counts = haul.found[collection.address], haul.masked.get(collection.address, Masked())
    missing_words += without_words(collection, fields, locale, fallback)
    own = left_out.whole(cuts(haul.choices).get(address, NOTHING), (field.name for field in fields))
    ruled = withheld(collection, found, counts, occasion.categories)
    left: dict[Withheld | ChoiceReason, int] = dict([*ruled.items(), *own.withheld(found - sum(ruled.values())).items()])
    shown = found - sum(left.values())
    masked = counts if shown else Masked()
    columns = tuple(_column(field, collection, occasion, masked) for field in fields)
    rest = tuple(column for column in columns if not shown or column.name not in own.fields)
    rest += tuple(_direction([field for field in fields if field.name in {column.name for column in rest}], collection, occasion))
    names = {field.name for field in fields}
    return Table(
        source=source.key, source_label=in_words(source.label, source.key, locale, fallback), address=collection.address,
        label=in_words(collection.label, collection.address.collection, locale, fallback), role=collection.role, columns=rest,
        found=found, shown=shown, masked=masked.rows, withheld=left,
        left_out=tuple(field.name for field in collection.fields if field.name not in names and field.inside is None
                       and not collection.is_content(field.name)),
        removed=left_out.removed(columns, own) if shown else (), uncovered=left_out.uncovered(rest, masked, in_force(haul.choices), address),
        why=Why() if occasion.on_behalf else why(collection, locale, fallback), time=collection.time.column if collection.time else "")


def _column(field: Field, collection: dataset.Collection, occasion: Occasion, masked: Masked) -> Column:
    category = next((own for own in (*field.categories, *collection.categories) if is_within(own, occasion.categories)), "")
    locale, fallback = occasion.locale, occasion.entity.fallback
    return Column(
        name=field.name, label=in_words(field.label, field.name, locale, fallback), category=category, unit=field.unit,
        legend={code: in_words(words, code, locale, fallback) for code, words in field.legend.items()},
        masked=dict(masked.fields.get(field.name, {})), note=_note(field, locale))


def _direction(fields: Iterable[Field], collection: dataset.Collection, occasion: Occasion) -> Iterator[Column]:
    """A column that no source has: who called whom, as the rows were found. Of the numbers' category, and only beside one of them."""
    ends = [field for field in fields if field.side is not None]
    if ends and tells_direction(collection):
        say, like = translator(occasion.locale), _column(ends[0], collection, occasion, Masked())
        yield Column(DIRECTION, say("letter.direction"), like.category,
                     legend={one.value: say(f"letter.direction_{one.value}") for one in Direction})


def _note(field: Field, locale: str) -> str:
    """Of addresses: which of them are the company's network's, and hence many people's."""
    if field.company is None:
        return ""
    say = translator(locale)
    told = [say("letter.company_network", networks=", ".join(field.company.networks))] if field.company.networks else []
    return " ".join([*told, *([say("letter.company_address")] if field.company.when else [])])


def _cut_off(steps: Collection[Step], missed: Mapping[Address, NotReached]) -> dict[Address, NotReached]:
    """Collections that were searched with fewer keys than there may be, because one that leads to them was missed."""
    lost = set(missed)
    result: dict[Address, NotReached] = {}
    for step in steps:  # in the order of the plan: upstream first
        leading = {edge.from_address for edge in step.inputs} | {edge.from_address for group in step.groups for edge in group}
        if step.address not in lost and leading & lost:
            lost.add(step.address)
            result[step.address] = NotReached.UPSTREAM
    return result

