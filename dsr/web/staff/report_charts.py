"""The charts of a report. Invariant: each says in words what it shows, and its figures are those of the table beside it."""

from __future__ import annotations

from dsr.domain.figures import Standing
from dsr.domain.figures_open import COLUMNS
from dsr.services.read.reports import Answered, Work
from dsr.text.dates import month_name
from dsr.text.numbers import number
from dsr.web.charts import Drawing, Kind, Series, bars, lines
from dsr.web.locale import code as language
from dsr.web.say import _
from dsr.web.staff.report_tables import Table, ages, channels, week_words

_KINDS: dict[Standing, Kind] = {Standing.OPEN: "a", Standing.OVERDUE: "c", Standing.WITH_COMPANY: "b", Standing.UNCONFIRMED: "d"}


def on_time(found: Answered) -> Drawing | None:
    """Bars by month. None where one month is all: the table says it."""
    steps, whole = found.months, found.whole
    if len(steps) < 2 or not whole.decided:
        return None
    late = [f"{month_name(month.name, language())} ({_say(line.late)})" for month, line in steps if line.late]
    words = _("%(on_time)s of %(all)s on time.", on_time=_say(whole.on_time), all=_say(whole.decided))
    words += " " + (_("Late: %(months)s.", months=", ".join(late)) if late else _("None was late."))
    return bars("by-month", _("On time and late, by month"), words, [_short(month.name) for month, _line in steps], (
        Series(_("on time, within the first term"), "a", tuple(line.on_time - line.extended for _month, line in steps)),
        Series(_("on time, after an extension"), "b", tuple(line.extended for _month, line in steps)),
        Series(_("late"), "c", tuple(line.late for _month, line in steps))), _say)


def days(found: Answered) -> Drawing | None:
    """Median and nine of ten by month."""
    steps, times = found.months, found.whole.times
    if len(steps) < 2 or times is None:
        return None
    words = _("Half of the answers took at most %(median)s days, nine of ten at most %(ninetieth)s, the slowest %(slowest)s.",
              median=_say(times.median), ninetieth=_say(times.ninetieth), slowest=_say(times.slowest))
    return lines("by-days", _("Days to the answer, by month"), words, [_short(month.name) for month, _line in steps], (
        Series(_("median"), "a", tuple(line.times.median if line.times else None for _month, line in steps)),
        Series(_("nine of ten within"), "b", tuple(line.times.ninetieth if line.times else None for _month, line in steps))), _say)


def by_age(found: Work) -> Drawing | None:
    """What is open today."""
    table, total = ages(found), sum(one.total for one in found.ages)
    if not total:
        return None
    overdue = sum(one.counts[Standing.OVERDUE] for one in found.ages)
    words = _("Open today: %(all)s. Overdue of these: %(overdue)s.", all=_say(total), overdue=_say(overdue))
    series = tuple(Series(table.heads[place].words, _KINDS[one], tuple(age.counts[one] for age in found.ages))
                   for place, one in enumerate(COLUMNS, 1))
    return bars("by-age", table.title, words, _labels(table), series, _say)


def by_week(found: Work) -> Drawing | None:
    """What came and what went."""
    came, went = tuple(one for _week, one, _went in found.weeks), tuple(one for _week, _came, one in found.weeks)
    if len(found.weeks) < 2 or not sum(came) + sum(went):
        return None
    words = _("%(received)s came and %(answered)s were answered. Most came in one week: %(most)s (%(week)s).", received=_say(sum(came)),
              answered=_say(sum(went)), most=_say(max(came)), week=week_words(found.weeks[came.index(max(came))][0]))
    return lines("by-week", _("Received and answered, by week"), words, [f"{week.first.isocalendar()[1]}" for week, _came, _went in found.weeks],
                 (Series(_("received"), "a", came), Series(_("answered"), "b", went)), _say)


def by_channel(found: Answered) -> Drawing | None:
    """How they came."""
    table = channels(found)
    counts = tuple(found.received.get(one, 0) for one in dict.fromkeys([*found.received, *found.channels]))
    if not sum(counts):
        return None
    words = "; ".join(f"{name}: {_say(count)}" for name, count in zip(_labels(table), counts, strict=True))
    return bars("by-channel", _("Received, by the way they came"), words, _labels(table), (Series(_("received"), "a", counts),), _say)


def _labels(table: Table) -> list[str]:
    return [str(row[0]) for row in table.rows]


def _say(value: int) -> str:
    return number(value, language())


def _short(month: str) -> str:
    """Nov 26, as a mark below a bar."""
    return f"{month_name(month, language())[:3]} {month[2:4]}"
