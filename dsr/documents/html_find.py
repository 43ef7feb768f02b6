"""Finding a record in response.html: a field of search and a choice of month above a long table. A telephone number is found however it is spaced.

Invariant: a browser that runs no script shows every row and no field, and no other script than this one runs: the policy names its hash.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from zoneinfo import ZoneInfo

from dsr.documents.html_blocks import text
from dsr.domain.answer import Answer, Table
from dsr.domain.values import WireBatch
from dsr.text import translator
from dsr.text.dates import LocalTimes, month_name

FEW = 10       # rows that are seen at a glance
_ALL = "*"     # stands for every month; a row without a date has ""
STYLE = """[hidden]{display:none!important}.find{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;align-items:end;margin:.8rem 0}
.find label{display:block}.find input,.find select{display:block;font:inherit;box-sizing:border-box;width:16rem;max-width:100%;
min-height:2.75rem;padding:.3rem .5rem}
.find p{flex-basis:100%;margin:0}@media(max-width:40rem){.find label,.find input,.find select{width:100%}}@media print{.find label{display:none}}
"""
SCRIPT = r"""
const plain = words => words.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
const apart = /[ ().\/-]/g;
const number = count => count.toLocaleString(document.documentElement.lang);
for (const find of document.querySelectorAll(".find")) {
  const rows = [...find.parentElement.querySelectorAll("tbody tr:not(.m)")];
  const input = find.querySelector("input"), month = find.querySelector("select"), said = find.querySelector("p");
  const there = new Set(rows.map(row => row.dataset.m));
  if (month) for (const option of [...month.options].slice(1)) if (!there.has(option.value)) option.remove();
  let texts, bare;
  const look = () => {
    const sought = plain(input.value), wanted = month ? month.value : "*";
    const dialled = /^\+?[\d ().\/-]{3,}$/.test(sought) ? sought.replace(apart, "") : "";
    if (sought) texts ??= rows.map(row => [...row.cells].map(cell => plain(cell.textContent)).join("\n"));
    if (dialled) bare ??= texts.map(text => text.replace(apart, ""));
    let shown = 0;
    rows.forEach((row, place) => {
      const has = !sought || texts[place].includes(sought) || (dialled && bare[place].includes(dialled));
      row.hidden = !(has && (wanted === "*" || row.dataset.m === wanted));
      shown += !row.hidden;
    });
    for (const one of find.parentElement.querySelectorAll("tr.m")) {
      const own = [...one.parentElement.querySelectorAll("tr:not(.m)")];
      one.hidden = one.matches(".td") ? own.some(row => row.hidden) : own.every(row => row.hidden);
    }
    said.textContent = find.dataset.said.replace("{n}", number(shown)).replace("{m}", number(rows.length));
  };
  find.addEventListener("input", look);
  find.hidden = false;
  look();
}
"""
POLICY = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'"


class Finder:
    """Of one table."""

    def __init__(self, table: Table, answer: Answer) -> None:
        self._table, self._answer = table, answer
        names = [column.name for column in table.printed]
        self._months = tuple(table.tally.months) if table.tally and table.tally.is_dated and table.time in names else ()
        self._time = names.index(table.time) if len(self._months) > 1 and table.shown > FEW else None
        self._local = LocalTimes(ZoneInfo(answer.entity.timezone), answer.locale)

    def field(self) -> str:
        """Hidden until the script shows it: what does nothing is not offered."""
        if self._table.shown <= FEW:
            return ""
        say = translator(self._answer.locale)
        return (f'<div class="find" role="search" aria-label="{text(say("letter.find_in", label=self._table.label))}" hidden '
                f'data-said="{text(say("letter.find_shown", shown="{n}", all="{m}"))}">'
                f'<label>{text(say("letter.find"))} <input type="search" autocomplete="off"></label>{self._choice()}<p role="status"></p></div>')

    def starts(self, batch: WireBatch, count: int) -> list[str]:
        """The opening tag of each of the first rows, with its month where months can be chosen."""
        if self._time is None:
            return ["<tr>"] * count
        days = self._local.days_of(batch.cells[self._time][:count], batch.kinds[self._time])
        tags = {day: f'<tr data-m="{text(day[:7])}">' for day in set(days)}
        return [tags[day] for day in days]

    def _choice(self) -> str:
        if self._time is None:
            return ""
        say, locale = translator(self._answer.locale), self._answer.locale
        named = [(_ALL, say("letter.find_all_months")), *((month, month_name(month, locale) if month else say("letter.no_time"))
                                                           for month in sorted(self._months, key=lambda month: (month == "", month)))]
        options = "".join(f'<option value="{text(month)}">{text(words)}</option>' for month, words in named)
        return f'<label>{text(say("letter.month"))} <select autocomplete="off">{options}</select></label>'
