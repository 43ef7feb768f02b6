"""Charts as shapes: where each bar, line and word of a picture stands, for templates/parts/chart.html to draw as SVG.

Invariants: what a chart shows it also says in words, and a series differs from the next by its pattern or its dots, not by its colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["a", "b", "c", "d"]
Anchor = Literal["start", "middle", "end"]
WIDTH, HEIGHT = 720.0, 230.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 708.0, 20.0, 200.0
_SIGN = 7.4          # of a letter's width, about: what is written below must not touch
_STEPS = (1, 2, 3, 4, 5)
_LEAST = 3.0         # a bar that is there is seen


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures; None where there is none, as a median of nothing."""

    name: str
    kind: Kind
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Curve:
    """A line over the points that follow each other, and a dot at each point. `path` is empty where no two do."""

    path: str
    dots: tuple[tuple[float, float], ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Note:
    """Words at a place."""

    x: float
    y: float
    words: str
    anchor: Anchor = "middle"
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """`name` makes the marks of its parts unlike those of another picture of the page; `words` say what it shows."""

    name: str
    title: str
    words: str
    series: tuple[Series, ...]
    rules: tuple[float, ...]
    boxes: tuple[Box, ...] = ()
    curves: tuple[Curve, ...] = ()
    notes: tuple[Note, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT
    left: float = _LEFT
    right: float = _RIGHT
    base: float = _BOTTOM


def bars(name: str, title: str, words: str, labels: Sequence[str], series: Sequence[Series], say: Callable[[int], str]) -> Drawing:
    """A bar for each label, its series one above the other; the sum stands on top where there is room."""
    sums = [sum(one.values[place] or 0 for one in series) for place in range(len(labels))]
    top = nice(max(sums, default=0))
    step = (_RIGHT - _LEFT) / max(1, len(labels))
    notes = [*_axis(top, say), *_below(labels, step)]
    notes += [Note(_middle(place, step), _y(total, top) - 4, say(total), is_strong=True) for place, total in enumerate(sums)
              if total and len(say(total)) * _SIGN <= step]
    return Drawing(name, title, words, tuple(series), _rules(top), tuple(_boxes(series, len(labels), step, top)), notes=tuple(notes))


def lines(name: str, title: str, words: str, labels: Sequence[str], series: Sequence[Series], say: Callable[[int], str]) -> Drawing:
    """A line for each series, from label to label."""
    top = nice(max((value for one in series for value in one.values if value is not None), default=0))
    step = (_RIGHT - _LEFT) / max(1, len(labels))
    return Drawing(name, title, words, tuple(series), _rules(top), curves=tuple(_curve(one, step, top) for one in series),
                   notes=(*_axis(top, say), *_below(labels, step)))


def nice(most: int) -> int:
    """The end of a scale: 2, 4, 6, 8, 10, 20, 40 and so on, at least as much as the highest value; its half is whole."""
    power = 1
    while True:
        for step in _STEPS:
            if 2 * step * power >= most:
                return 2 * step * power
        power *= 10


def _boxes(series: Sequence[Series], count: int, step: float, top: int) -> Iterator[Box]:
    wide = min(step * 0.72, 44.0)
    for place in range(count):
        base = _BOTTOM
        for one in series:
            if value := one.values[place]:
                height = max(_LEAST, (_BOTTOM - _TOP) * value / top)
                base -= height
                yield Box(round(_middle(place, step) - wide / 2, 1), round(base, 1), round(wide, 1), round(height, 1), one.kind)


def _curve(series: Series, step: float, top: int) -> Curve:
    dots = [None if value is None else (round(_middle(place, step), 1), round(_y(value, top), 1)) for place, value in enumerate(series.values)]
    path, was_there = list[str](), False
    for dot in dots:
        if dot is not None:
            path.append(f"{'L' if was_there else 'M'}{dot[0]:g} {dot[1]:g}")
        was_there = dot is not None
    return Curve(" ".join(path), tuple(dot for dot in dots if dot is not None), series.kind)


def _axis(top: int, say: Callable[[int], str]) -> list[Note]:
    return [Note(_LEFT - 8, _y(value, top) + 4, say(value), "end") for value in (0, top // 2, top)]


def _rules(top: int) -> tuple[float, ...]:
    return _y(top // 2, top), _y(top, top)


def _below(labels: Sequence[str], step: float) -> Iterator[Note]:
    """Every label where there is room, else every second, third and so on, from the first."""
    widest = max((len(label) for label in labels), default=0) * _SIGN + 6
    every = max(1, -(-int(widest) // max(1, int(step))))
    return (Note(round(_middle(place, step), 1), _BOTTOM + 18, label) for place, label in enumerate(labels) if place % every == 0)


def _middle(place: int, step: float) -> float:
    return _LEFT + step * (place + 0.5)


def _y(value: int, top: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * value / top
