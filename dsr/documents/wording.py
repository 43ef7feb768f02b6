"""What the letter says, as data; PDF and HTML lay out the same lines.

Invariant: whatever is missing from the answer has a line of its own with its reason.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from dsr.documents import changed, contacts, enclosing, national, overview, reading, wording_terms
from dsr.documents.lines import Block, Line
from dsr.domain.answer import Answer, Gap, Table
from dsr.domain.searched import Searched
from dsr.domain.words import Withheld
from dsr.text import labels, languages, translator
from dsr.text.dates import long_date, short_date
from dsr.text.forms import form
from dsr.text.numbers import number
from dsr.text.plurals import counted

MOST_LINES = 5  # that say what we hold
LEGEND = 200  # codes of a column that are explained before its rows


def letter(answer: Answer) -> list[Block]:
    """The letter from top to bottom: the first page with what it all comes to, then what the law asks to be said of it."""
    say, entity = translator(answer.locale, answer.variant), answer.entity
    held = [table for table in answer.tables if table.shown]
    lines: list[Block] = [*_opening(answer), *changed.since(answer), *_counts(answer, held), *overview.overview(answer),
                          Line("head", say("letter.missing_title"))]
    lines += missing(answer) or [Line("body", say("letter.missing_none"))]
    lines += [*wording_terms.others(answer), *contacts.explained(answer)]
    if held:
        lines += [Line("head", say("letter.entry_title")), Line("body", say("letter.entry", zone=entity.timezone)), *reading.how_to_read(answer)]
    return [*lines, *wording_terms.roles(answer), *wording_terms.why_held(answer), *wording_terms.rights(answer), *overview.months(answer)]


def _counts(answer: Answer, held: list[Table]) -> list[Line]:
    """What we hold, in five lines: the largest kinds, what there is besides, and the files."""
    say, locale = translator(answer.locale), answer.locale
    if not held and not answer.enclosed:
        return []
    marked = [(table, entry_letters(place)) for place, table in enumerate(held)]
    largest = sorted(marked, key=lambda one: -one[0].shown)[:MOST_LINES if len(held) <= MOST_LINES else MOST_LINES - 1]
    lines = [Line("head", say("letter.held_title")), *(_held(table, mark, locale) for table, mark in marked if (table, mark) in largest)]
    if len(largest) < len(held):
        lines.append(Line("count", say("letter.held_more"), number(len(held) - len(largest), locale), "contents"))
    if len(held) > 1:
        lines.append(Line("total", say("letter.held_total"), number(sum(table.shown for table in held), locale)))
    if answer.enclosed:
        lines.append(Line("count", enclosing.total(answer), number(len(answer.enclosed), locale), enclosing.PLACE))
    return lines


def _opening(answer: Answer) -> list[Line]:
    say, locale, entity = translator(answer.locale, answer.variant), answer.locale, answer.entity
    answered = long_date(answer.generated_at.astimezone(ZoneInfo(entity.timezone)).date(), locale)
    received = long_date(answer.received_on, locale) if answer.received_on else ""
    confirmed = verdict(answer)
    day = short_date(answer.generated_at.astimezone(ZoneInfo(entity.timezone)).date(), locale)
    facts = [f"{say('letter.reference')} {answer.reference}" if answer.reference else "",
             say("letter.dates", received=short_date(answer.received_on, locale), answered=day) if answer.received_on else
             say("letter.date", answered=day)]
    asked = say("letter.asked", received=received, answered=answered) if received else say("letter.asked_undated", answered=answered)
    lines = [Line("top", entity.address, entity.name), Line("title", say("letter.subject")), Line("quiet", " · ".join(filter(None, facts))),
             Line("body", say("letter.dear", name=answer.person_name) if answer.person_name else say("letter.dear_nobody")),
             Line("body", asked), *searched_by(answer), *narrowed(answer), Line("body", say(f"letter.{confirmed}", company=answer.on_behalf))]
    if answer.has_unreached and confirmed != "nothing_yet":
        lines.append(Line("body", say("letter.partly")))
    if answer.unknown_kinds:
        lines.append(Line("body", say("letter.partly_given")))
    if answer.supplement_on is None and any(gap.why.may_heal for gap in answer.gaps):
        lines.append(Line("body", say("letter.partly_more")))
    if answer.has_unread_files:
        lines.append(Line("body", say("letter.partly_files")))
    if answer.supplement_on is not None:
        lines.append(Line("body", say("letter.supplement", date=long_date(answer.supplement_on, locale))))
    if answer.borrowed:
        lines.append(Line("body", say("letter.borrowed", languages=languages.named(answer.borrowed, say.locale))))
    return lines


def _held(table: Table, mark: str, locale: str) -> Line:
    words = translator(locale)("letter.held_row", label=table.label, source=table.source_label, mark=mark)
    return Line("count", words, number(table.shown, locale), mark)


def entry_letters(place: int) -> str:
    """A, B, ... Z, AA, AB: the first part of an entry number."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def verdict(answer: Answer) -> str:
    """Which confirmation the letter gives: yes, nothing, nothing_behalf, nothing_yet, nothing_found, only_left_out, only_processor, only_shared
    or only_unproven."""
    if answer.enclosed or any(table.shown for table in answer.tables):
        return "yes"
    if any(table.left_by_staff for table in answer.tables):
        return "only_left_out"
    if any(Withheld.PROCESSOR in table.withheld for table in answer.tables):
        return "only_processor"
    if any(Withheld.SHARED_LINE in table.withheld for table in answer.tables):
        return "only_shared"
    if any(Withheld.UNPROVEN_LINE in table.withheld for table in answer.tables):
        return "only_unproven"
    if answer.has_unreached:
        return "nothing_yet"
    if not answer.is_complete:
        return "nothing_found"
    return "nothing_behalf" if answer.on_behalf else "nothing"


def missing(answer: Answer) -> list[Line]:
    """One line for everything that is not in the answer, each with its reason."""
    say, locale = translator(answer.locale, answer.variant), answer.locale
    lines = [Line("pair", say("letter.missing_row", count=records(count, locale), why=labels.word(why, locale)),
                  f"{table.label}, {table.source_label}")
             for table in answer.tables for why, count in table.withheld.items() if count]
    lines += [Line("pair", say("letter.missing_gap", why=labels.word(gap.why, locale)), gap.name) for gap in answer.gaps]
    lines += [Line("pair", say("letter.missing_unknown"), labels.identity(kind, locale)) for kind in answer.unknown_kinds]
    lines += [Line("pair", say("letter.missing_masked", count=records(table.masked, locale)), f"{table.label}, {table.source_label}")
              for table in answer.tables if table.masked]
    lines += [Line("pair", words, f"{table.label}, {table.source_label}") for table in answer.tables for words in decided(table, locale)]
    lines += [*national.missing(answer), *(Line("pair", words, which) for which, words in enclosing.not_enclosed(answer))]
    if answer.is_restricted:
        lines.append(Line("pair", say("letter.restricted"), say("letter.restricted_title")))
    if any(table.shown and table.left_out for table in answer.tables):
        lines.append(Line("pair", say("letter.missing_columns"), say("letter.missing_columns_title")))
    return lines


def decided(table: Table, locale: str) -> list[str]:
    """Which columns staff left out, or show though the policy hides them, and why; a line each."""
    say = translator(locale)
    return [*(say("letter.missing_removed", label=one.label, why=labels.word(one.why, locale)) for one in table.removed),
            *(say("letter.missing_uncovered", label=one.label, count=records(one.cells, locale), why=labels.word(one.why, locale))
              for one in table.uncovered if one.why is not None)]


def legends(table: Table, locale: str) -> list[str]:
    """What the codes that occur in a table's columns mean, what must be known of their cells, and what is empty throughout; a line each."""
    tally, its = table.tally, form(locale)
    lines = [its.pair(column.label, column.note) for column in table.columns if column.note]
    for column in (column for column in table.printed if column.legend):
        occur = tally.codes.get(column.name, frozenset()) if tally else column.legend.keys()
        known = [f"{code} = {words}" for code, words in column.legend.items() if code in occur]
        lines += [its.pair(column.label, f"{', '.join(known[:LEGEND])}{' …' if len(known) > LEGEND else ''}")] if known else []
    empty = [column.label for column in table.columns if column not in table.printed]
    return [*lines, translator(locale)("letter.empty_columns", names=", ".join(empty))] if empty else lines


def records(count: int, locale: str) -> str:
    """1 record; 12 records."""
    return counted("letter.rows", count, locale)


def searched_by(answer: Answer) -> list[Line]:
    """What the search began with, and of which time; not what no system can be searched with, which has a line of its own."""
    say, used = translator(answer.locale), [one for one in answer.identities if one.kind not in answer.unknown_kinds]
    named = form(answer.locale).listed(f"{labels.identity(one.kind, answer.locale)} {one.value}{_of_time(one, answer.locale)}" for one in used)
    lines = [Line("body", say("letter.searched_by", identities=named or "–"))]
    if any(one.is_cut for one in used):
        lines.append(Line("body", say("letter.searched_unproven", dpo=answer.entity.dpo_contact)))
    return lines


def _of_time(one: Searched, locale: str) -> str:
    """(from 1 Mar 2022 to 5 Jun 2024, from 1 Oct 2025 until today)."""
    say = translator(locale)
    spans = []
    for first, last in one.days:
        key = "on" if first is not None and first == last else {
            (False, False): "always", (True, False): "from", (False, True): "to", (True, True): "between"}[first is not None, last is not None]
        days = {name: short_date(day, locale) for name, day in (("first", first), ("last", last)) if day is not None}
        spans.append(say(f"letter.searched_{key}", **days))
    return f" ({', '.join(spans)})" if spans else ""


def narrowed(answer: Answer) -> list[Line]:
    """That the person asked about some days only: nothing else of the answer tells it from one about all of them."""
    say, (first, last) = translator(answer.locale), answer.narrowed
    days = {name: long_date(day, answer.locale) for name, day in (("first", first), ("last", last)) if day is not None}
    key = {("first", "last"): "narrowed", ("first",): "narrowed_from", ("last",): "narrowed_to"}.get(tuple(days))
    return [Line("body", say(f"letter.{key}", **days))] if key else []


def searched(answer: Answer) -> list[list[str]]:
    """Source, records, found, shown, withheld, why: one row a collection, the unreached ones last."""
    locale = answer.locale
    rows = [[table.source_label, table.label, *(number(count, locale) for count in (table.found, table.shown, table.found - table.shown)),
             form(locale).listed([*(labels.word(why, locale) for why in table.withheld),
                                  *(form(locale).pair(one.label, labels.word(one.why, locale)) for one in table.removed)])]
            for table in answer.tables]
    rows += [[gap.source_label, gap.label or gap.address, "–", "–", "–", _not_searched(gap, answer)] for gap in answer.gaps]
    return rows


def _not_searched(gap: Gap, answer: Answer) -> str:
    """Why, and by when it follows."""
    say, locale = translator(answer.locale), answer.locale
    why = form(locale).pair(say("letter.not_searched"), labels.word(gap.why, locale))
    day = answer.supplement_on if gap.why.may_heal else None
    return f"{why}. {say('letter.gap_follows', date=short_date(day, locale))}" if day is not None else why
