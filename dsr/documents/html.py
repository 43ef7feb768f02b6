"""response.html: one file to read on a phone, without a call to anywhere. A script finds in long tables; nothing needs it.

Invariant: every text is escaped, and a row that is not printed here is said to be in the files.
"""

from __future__ import annotations

import re
from html import escape
from typing import BinaryIO

from dsr.documents import enclosing, summary, wording
from dsr.documents.display import RIGHT as NUMERIC
from dsr.documents.display import shown
from dsr.documents.files import file_name
from dsr.documents.html_blocks import chart, grid, text
from dsr.documents.html_find import POLICY, SCRIPT, Finder
from dsr.documents.html_find import STYLE as FIND_STYLE
from dsr.documents.lines import Chart, Grid, Line
from dsr.documents.masking import reasons
from dsr.documents.months import Months, are_mixed
from dsr.documents.plain import safe
from dsr.domain.answer import Answer, Table
from dsr.domain.values import WireBatch
from dsr.text import translator

MOST_ROWS = 5_000   # of all collections together; a browser on a phone must still open it
CAP = 2_000
_STYLE = """:root{color-scheme:light dark;--line:#8886}body{font:1.05rem/1.55 system-ui,sans-serif;max-width:64rem;margin:auto;padding:1rem}
h1{font-size:1.7rem;line-height:1.25;margin:.8rem 0 .2rem}h2{font-size:1.2rem;margin:2rem 0 .4rem}p,dl,ul,figcaption{max-width:44rem}
.quiet{opacity:.75}.top{border-bottom:1px solid var(--line);padding-bottom:.5rem}.counts{list-style:none;padding:0}
.counts li,dl div{border-bottom:1px solid var(--line);padding:.4rem 0}
.counts li{display:flex;gap:.8rem;align-items:baseline}
.counts b{flex:0 0 4.5rem;text-align:right;font-size:1.15rem}dl{margin:0}dt{opacity:.75}dd{margin:0}
@media(min-width:40rem){dl div{display:grid;grid-template-columns:14rem 1fr;gap:1rem}}.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line)}
td{overflow-wrap:anywhere;min-width:3.5rem;unicode-bidi:plaintext}td.n{text-align:right;white-space:nowrap}
@media(max-width:40rem){thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,tbody,tr{display:block}table{font-size:1rem}
tr{padding:.6rem 0;border-bottom:1px solid var(--line)}td,td.n{display:grid;grid-template-columns:9rem 1fr;gap:.8rem;border:0;padding:.1rem 0;
text-align:left;white-space:normal}td::before{opacity:.75}td:first-child{font-weight:bold}}
tr.m>*{padding:.35rem .5rem;font-weight:bold;white-space:normal}tr.m.td{background:#8882}tr.m.th>*{padding:1.2rem 0 .35rem}
@media(max-width:40rem){tr.m>*,tr.m.th>*{display:block;border:0;padding:.1rem .5rem}}
tr.m td:first-child::before{content:none!important}
figure{margin:0}svg{width:100%;min-width:34rem;max-width:44rem;font-size:11px;fill:currentColor}svg rect{fill:#0a5566}
@media(prefers-color-scheme:dark){svg rect{fill:#74c8d3}}svg path{fill:none;stroke:var(--line)}
table.sums{display:table}.sums tbody,.sums thead,.sums tfoot{display:table-row-group;position:static;clip-path:none}.sums tr{display:table-row}
.sums td,.sums td.n,.sums th{display:table-cell;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line)}
.sums th.n,.sums td.n{text-align:right}.sums tfoot{font-weight:bold}
@media print{.scroll{overflow:visible}body{max-width:none;font-size:10pt}table{font-size:8pt}tr{break-inside:avoid}}"""
_SPECIAL = re.compile("[^ !#-%(-;=?-~]")  # whatever is escaped or may hide something
_LINES = {"top": '<p class="top"><b>{lead}</b> <span class="quiet">{words}</span></p>', "title": "<h1>{words}</h1>", "head": "<h2>{words}</h2>",
          "sub": "<h3>{words}</h3>",
          "quiet": '<p class="quiet">{words}</p>', "body": "<p>{words}</p>",
          "count": '<li><b>{lead}</b> <a href="#{place}">{words}</a></li>', "total": "<li><b>{lead}</b> <span>{words}</span></li>",
          "pair": "<div><dt>{lead}</dt><dd>{words}</dd></div>"}
_GROUPS = {"count": ('<ul class="counts">', "</ul>"), "total": ('<ul class="counts">', "</ul>"), "pair": ("<dl>", "</dl>")}


class Html:
    """Written from top to bottom as the rows come."""

    def __init__(self, answer: Answer, file: BinaryIO) -> None:
        self._answer, self._file, self._say = answer, file, translator(answer.locale)
        self._left = MOST_ROWS
        self._hidden = 0
        self._table: Table | None = None
        self.counted = 0
        self._write(f'<!doctype html><html lang="{self._say.locale}"><head><meta charset="utf-8">'
                    '<meta name="viewport" content="width=device-width,initial-scale=1">'
                    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
                    f"<title>{escape(self._say('letter.title'))}</title><style>{FIND_STYLE}{_STYLE}</style></head><body><main>")
        self._letter()

    def begin(self, table: Table, mark: str) -> None:
        self._table, self._mark, self.counted, self._hidden = table, mark, 0, 0
        self._write(f'<section id="{mark}"><h2>{mark} {text(table.label)}</h2>'
                    f'<p class="quiet">{text(table.source_label)} · {text(str(table.address))}</p>')
        locale = self._answer.locale
        order, why = summary.order(self._answer, table), reasons(table, self._answer)
        for line in [*order, *wording.legends(table, locale), *why, *wording.decided(table, locale)]:
            self._write(f'<p class="quiet">{text(line)}</p>')
        self._months = Months(table)
        self._finder = Finder(table, self._answer)
        self._write(self._finder.field())
        self._open_table(mark, table.label, [self._say("letter.entry_number"), *(column.label for column in table.printed)])

    def add(self, batch: WireBatch) -> None:
        assert self._table is not None
        for begins, rows, ends in self._months.pieces(batch):
            if begins is not None and self._left:
                self._month(summary.head(self._answer, self._table, begins), "th", begins)
            self._rows(self._table, rows)
            if ends is not None and not self._hidden and (words := summary.foot(self._answer, self._table, ends)):
                self._month(words, "td", ends)

    def _rows(self, table: Table, batch: WireBatch) -> None:
        count = min(self._left, len(batch))
        shows = [shown(column, kind, self._answer) for column, kind in zip(table.printed, batch.kinds, strict=True)]
        tags = ['<td class="n">' if kind in NUMERIC and not column.legend else "<td>"
                for column, kind in zip(table.printed, batch.kinds, strict=True)]
        columns = [self._cells(start, show(cells[:count])) for start, show, cells in zip(tags, shows, batch.cells, strict=True)] if count else []
        starts = self._finder.starts(batch, count if columns else 0)
        rows = [f"{start}<td>{self._mark}-{place}</td>{''.join(cells)}</tr>"
                for place, (start, cells) in enumerate(zip(starts, zip(*columns, strict=True), strict=True), self.counted + 1)]
        self._write("".join(rows))
        self._left -= count
        self._hidden += len(batch) - count
        self.counted += len(batch) - count + (len(rows) if columns else count)  # a table whose columns are all empty prints none

    def _month(self, words: str, tag: str, month: str) -> None:
        """A row above or below those of a month."""
        assert self._table is not None
        start, of = ("</tbody><tbody>", ' scope="rowgroup"') if tag == "th" else ("", "")
        self._write(f'{start}<tr class="m {tag}" data-m="{text(month)}">'
                    f'<{tag}{of} colspan="{len(self._table.printed) + 1}">{text(words)}</{tag}></tr>')

    def end(self) -> None:
        assert self._table is not None
        self._write("</tbody></table></div>")
        if self._hidden:
            address = str(self._table.address)
            files = f"{file_name(address, 'csv')}, {file_name(address, 'jsonl')}"
            count = wording.records(self._hidden, self._answer.locale)
            self._write(f"<p>{text(self._say('letter.html_left', count=count, files=files))}</p>")
        self._write("</section>")
        if are_mixed(self._table):
            title = f"{self._say('letter.months_title')}: {self._table.label}"
            lines = tuple(map(tuple, summary.lines(self._answer, self._table)))
            self._write(grid(Grid(title, tuple(summary.heads(self._answer, self._table)), lines)))

    def finish(self) -> None:
        self._files()
        self._searched()
        self._write(f"</main><script>{SCRIPT}</script></body></html>\n")

    def _letter(self) -> None:
        previous = ("", "")
        for block in wording.letter(self._answer):
            group = _GROUPS.get(block.style, ("", "")) if isinstance(block, Line) else ("", "")
            if group != previous:
                self._write(previous[1] + group[0])
            match block:
                case Line():
                    self._write(_LINES[block.style].format(lead=text(block.lead), words=text(block.words), place=block.place))
                case Chart():
                    self._write(chart(block))
                case Grid():
                    self._write(grid(block))
            previous = group
        self._write(previous[1])

    def _files(self) -> None:
        if self._answer.enclosed:
            words = f"<p>{text(self._say('letter.files'))}</p>"
            self._list(enclosing.PLACE, self._say("letter.files_title"), words, enclosing.heads(self._answer.locale), enclosing.rows(self._answer))

    def _searched(self) -> None:
        self._list("searched", self._say("letter.searched_title"), "", self._say("letter.searched_head").split("|"), wording.searched(self._answer))

    def _list(self, mark: str, title: str, words: str, heads: list[str], rows: list[list[str]]) -> None:
        self._write(f'<section id="{mark}"><h2>{text(title)}</h2>{words}')
        self._open_table(mark, title, heads)
        lines = "".join("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        self._write(f"{lines}</tbody></table></div></section>")

    def _open_table(self, mark: str, label: str, heads: list[str]) -> None:
        """The head of a table; on a narrow screen each cell has its heading before it instead."""
        before = "".join(f'#{mark} td:nth-child({place})::before{{content:"{_css(head)}"}}' for place, head in enumerate(heads, 1))
        self._write(f'<style>@media(max-width:40rem){{{before}}}</style><div class="scroll" tabindex="0" role="region" aria-label="{text(label)}">'
                    f"<table><thead><tr>{''.join(f'<th scope=col>{text(head)}</th>' for head in heads)}</tr></thead><tbody>")

    def _cells(self, start: str, texts: list[str]) -> list[str]:
        if _SPECIAL.search("".join(texts)) or max(map(len, texts)) > CAP:
            return [f"{start}{text(self._cut(one))}</td>" for one in texts]
        return [f"{start}{one}</td>" for one in texts]

    def _cut(self, text: str) -> str:
        if len(text) <= CAP or self._table is None:
            return text
        return f"{text[:CAP]} {self._say('letter.continued', file=file_name(str(self._table.address), 'jsonl'))}"

    def _write(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "replace"))


def _css(words: str) -> str:
    """Text inside quotes in a style: whatever is no letter, digit or blank is written as its code."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in safe(words))
