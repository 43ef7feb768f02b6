"""response.html: one file to read on a phone, without a call to anywhere and without script.

Invariant: every text is escaped, and a row that is not printed here is said to be in the files.
"""

from __future__ import annotations

from html import escape
from typing import BinaryIO

from dsr.documents import letter
from dsr.documents.display import shown
from dsr.documents.files import file_name
from dsr.documents.script import safe
from dsr.domain.answer import Answer, Table
from dsr.domain.values import WireBatch
from dsr.text import translator
from dsr.text.numbers import number

MOST_ROWS = 5_000   # of all collections together; a browser on a phone must still open it
CAP = 2_000
_STYLE = """:root{color-scheme:light dark}body{font:1.05rem/1.55 system-ui,sans-serif;max-width:64rem;margin:auto;padding:1rem}
h1{font-size:1.7rem;line-height:1.25}h2{margin-top:2.2rem}.quiet{opacity:.75}.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem}th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;border-bottom:1px solid #8886}
td{overflow-wrap:anywhere;min-width:5rem}@media print{.scroll{overflow:visible}body{max-width:none}}"""


class Html:
    """Written from top to bottom as the rows come."""

    def __init__(self, answer: Answer, file: BinaryIO) -> None:
        self._answer, self._file, self._say = answer, file, translator(answer.locale)
        self._left = MOST_ROWS
        self._hidden = 0
        self._table: Table | None = None
        self.counted = 0
        self._write(f'<!doctype html><html lang="{answer.locale}"><head><meta charset="utf-8">'
                    '<meta name="viewport" content="width=device-width,initial-scale=1">'
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                    f"<title>{escape(self._say('letter.title'))}</title><style>{_STYLE}</style></head><body><main>")
        self._letter()

    def begin(self, table: Table, mark: str) -> None:
        self._table, self._mark, self.counted, self._hidden = table, mark, 0, 0
        heads = "".join(f'<th scope="col">{_text(words)}</th>' for words in (self._say("letter.entry_number"), *(c.label for c in table.columns)))
        self._write(f'<section><h2>{mark} {_text(table.label)}</h2><p class="quiet">{_text(table.source_label)} · {_text(str(table.address))}</p>'
                    f'<div class="scroll" tabindex="0" role="region" aria-label="{_text(table.label)}"><table><thead><tr>{heads}</tr></thead><tbody>')

    def add(self, batch: WireBatch) -> None:
        assert self._table is not None
        rows = batch.rows[: self._left]
        shows = [shown(column, kind, self._answer) for column, kind in zip(self._table.columns, batch.kinds, strict=True)]
        for place, row in enumerate(rows, self.counted + 1):
            cells = "".join(f"<td>{_text(self._cut(show(value)))}</td>" for show, value in zip(shows, row, strict=True))
            self._write(f"<tr><td>{self._mark}-{place}</td>{cells}</tr>")
        self._left -= len(rows)
        self._hidden += len(batch.rows) - len(rows)
        self.counted += len(batch.rows)

    def end(self) -> None:
        assert self._table is not None
        self._write("</tbody></table></div>")
        if self._hidden:
            address = str(self._table.address)
            files = f"{file_name(address, 'csv')}, {file_name(address, 'jsonl')}"
            self._write(f"<p>{_text(self._say('letter.html_rows_left', count=number(self._hidden, self._answer.locale), files=files))}</p>")
        self._write("</section>")

    def finish(self) -> None:
        self._searched()
        self._write("</main></body></html>\n")

    def _letter(self) -> None:
        tags = {"title": "h1", "head": "h2", "item": "li", "body": "p", "quiet": 'p class="quiet"'}
        is_list = False
        for style, words in letter.sentences(self._answer):
            if (style == "item") != is_list:
                is_list = style == "item"
                self._write("<ul>" if is_list else "</ul>")
            self._write(f"<{tags[style]}>{_text(words)}</{tags[style].split()[0]}>")
        self._write("</ul>" if is_list else "")

    def _searched(self) -> None:
        heads = "".join(f'<th scope="col">{_text(words)}</th>' for words in self._say("letter.searched_head").split("|"))
        rows = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in letter.searched_rows(self._answer))
        self._write(f'<section><h2>{_text(self._say("letter.searched_title"))}</h2><div class="scroll" tabindex="0" role="region" '
                    f'aria-label="{_text(self._say("letter.searched_title"))}"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>')

    def _cut(self, text: str) -> str:
        if len(text) <= CAP or self._table is None:
            return text
        return f"{text[:CAP]} {self._say('letter.continued', file=file_name(str(self._table.address), 'jsonl'))}"

    def _write(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "replace"))


def _text(words: str) -> str:
    return escape(safe(words), quote=True)
