"""A chart and a small table of the letter as HTML. Invariant: every text is escaped, and a chart says in words what it shows."""

from __future__ import annotations

from html import escape

from dsr.documents.lines import Chart, Grid
from dsr.documents.plain import safe

_HEIGHT, _BASE, _WIDTH, _LEFT = 90, 104, 704, 38
_SIGN = 7.5  # what a digit takes at most, whatever font the reader has


def text(words: str) -> str:
    """Escaped, and nothing in it that hides."""
    return escape(safe(words), quote=True)


def chart(one: Chart) -> str:
    """A picture that needs no script, with its words below it for everybody."""
    most = max(bar.value for bar in one.bars) or 1
    step, bars = (_WIDTH - _LEFT) / len(one.bars), []
    for place, bar in enumerate(one.bars):
        height = _HEIGHT * bar.value / most
        bars.append(f'<rect x="{_LEFT + step * place:.1f}" y="{_BASE - height:.1f}" width="{step * 0.72:.1f}" height="{height:.1f}"/>')
    marks = [f'<text x="{_LEFT + x:.1f}" y="{_BASE + 14}">{text(mark)}</text>'
             for x, mark in one.marks(_WIDTH - _LEFT, lambda mark: _SIGN * len(mark))]
    frame = (f'<text x="32" y="18" text-anchor="end">{text(one.top)}</text><text x="32" y="{_BASE + 4}" text-anchor="end">0</text>'
             f'<path d="M36 14H{_WIDTH}M36 {_BASE}H{_WIDTH}"/>')
    return (f'<figure><h2>{text(one.title)}</h2><div class="scroll" tabindex="0">'
            f'<svg viewBox="0 0 {_WIDTH} {_BASE + 18}" role="img" aria-label="{text(one.words)}">{frame}'
            f'{"".join(bars)}{"".join(marks)}</svg></div><figcaption class="quiet">{text(one.words)}</figcaption></figure>')


def grid(one: Grid) -> str:
    """A table whose first column heads its rows and whose last row is the sum."""
    heads = "".join(f'<th scope="col"{"" if not place else " class=n"}>{text(head)}</th>' for place, head in enumerate(one.heads))

    def row(cells: tuple[str, ...]) -> str:
        return f'<tr><th scope="row">{text(cells[0])}</th>{"".join(f"<td class=n>{text(cell)}</td>" for cell in cells[1:])}</tr>'

    place = f' id="{one.place}"' if one.place else ""
    return (f'<section{place}><h2>{text(one.title)}</h2><div class="scroll" tabindex="0" role="region" aria-label="{text(one.title)}">'
            f'<table class="sums"><thead><tr>{heads}</tr></thead><tbody>{"".join(map(row, one.rows[:-1]))}</tbody>'
            f"<tfoot>{row(one.rows[-1])}</tfoot></table></div></section>")
