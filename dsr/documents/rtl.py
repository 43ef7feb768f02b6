"""Arabic and Hebrew as they are read: letters joined, right to left, with what runs left to right inside kept so.

A PDF shows signs in the order they are written, so that somebody has to put them there. Follows UAX #9 for one line without
embeddings (`plain.safe` takes those out). Invariant: the line is reordered and reshaped, never shortened in meaning.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PRESENTED = (*range(0xFB50, 0xFBB2), *range(0xFBD3, 0xFC00), *range(0xFE80, 0xFEFD))
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_LAM = "\u0644"
_TATWEEL = "\u0640"
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}  # numbers count as right-to-left for the neutrals beside them


def has_rtl(text: str) -> bool:
    """Whether there is anything to reorder."""
    return _RTL.search(text) is not None


def visual(line: str) -> str:
    """The line in the order of print, from left to right."""
    text = _shaped(unicodedata.normalize("NFC", line))
    classes = [unicodedata.bidirectional(sign) or "L" for sign in text]
    base = next((int(one != "L") for one in classes if one in ("L", "R", "AL")), 0)
    levels = _levels(_resolved(text, classes, "R" if base else "L"), base)
    signs = [sign.translate(_MIRRORED) if level % 2 else sign for sign, level in zip(text, levels, strict=True)]
    for level in range(max(levels, default=0), 0, -1):
        signs, levels = _reversed_runs(signs, levels, level)
    return "".join(signs)


def _reversed_runs(signs: list[str], levels: list[int], least: int) -> tuple[list[str], list[int]]:
    """Every run of at least this level turned around."""
    turned: list[tuple[str, int]] = []
    for is_run, pairs in groupby(zip(signs, levels, strict=True), key=lambda pair: pair[1] >= least):
        run = list(pairs)
        turned += reversed(run) if is_run else run
    return [sign for sign, _ in turned], [level for _, level in turned]


def _resolved(text: str, classes: list[str], base: str) -> list[str]:
    """Each sign as L, R, EN or AN: the weak and neutral ones take after what stands around them (rules W1 to N2)."""
    kinds = list(classes)
    before = strong = base
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[place] = "AN"
        before = kinds[place]
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    _join_numbers(kinds)
    strong = base
    for place, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"
    _pair_brackets(text, kinds, base)
    return _without_neutrals(kinds, base)


def _join_numbers(kinds: list[str]) -> None:
    """Signs that belong to a number become a part of it (rules W4 and W5)."""
    for place in range(1, len(kinds) - 1):
        around = {kinds[place - 1], kinds[place + 1]}
        if (kinds[place] in ("ES", "CS") and around == {"EN"}) or (kinds[place] == "CS" and around == {"AN"}):
            kinds[place] = around.pop()
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        step = 1 if order.step > 0 else -1
        for place in order:
            if kinds[place] == "ET" and kinds[place - step] == "EN":
                kinds[place] = "EN"


def _pair_brackets(text: str, kinds: list[str], base: str) -> None:
    """Both brackets of a pair go the way of what they hold (rule N0)."""
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign in _BRACKETS:
            opened.append(place)
        elif opened and sign == _BRACKETS[text[opened[-1]]]:
            start = opened.pop()
            held = {_STRONG[kind] for kind in kinds[start:place] if kind in _STRONG}
            if held:
                before = next((_STRONG[kind] for kind in reversed(kinds[:start]) if kind in _STRONG), base)
                kinds[start] = kinds[place] = base if base in held else before


def _without_neutrals(kinds: list[str], base: str) -> list[str]:
    """What has no direction takes the one on both its sides, or that of the line (rules N1 and N2)."""
    result: list[str] = []
    runs = [(is_neutral, list(run)) for is_neutral, run in groupby(kinds, key=lambda kind: kind not in _STRONG)]
    for number, (is_neutral, run) in enumerate(runs):
        if not is_neutral:
            result += run
            continue
        before = _STRONG[runs[number - 1][1][-1]] if number else base
        after = _STRONG[runs[number + 1][1][0]] if number + 1 < len(runs) else base
        result += [before if before == after else base] * len(run)
    return result


def _levels(kinds: list[str], base: int) -> list[int]:
    """Levels of embedding (rules I1 and I2)."""
    if base:
        return [1 if kind == "R" else 2 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


@cache
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Presentation forms by letter, and by the two letters of lam-alef; both as {form: sign}."""
    single: dict[str, dict[str, str]] = {_TATWEEL: dict.fromkeys(("<isolated>", "<initial>", "<medial>", "<final>"), _TATWEEL)}
    pairs: dict[str, dict[str, str]] = {}
    for code in _PRESENTED:
        form, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if form:
            name = "".join(chr(int(letter, 16)) for letter in letters)
            (single if len(name) == 1 else pairs).setdefault(name, {})[form] = chr(code)
    return single, {name: forms for name, forms in pairs.items() if name[0] == _LAM and len(name) == 2}


def _shaped(text: str) -> str:
    """Arabic letters in the form their neighbours ask for."""
    single, pairs = _forms()
    spots = [place for place, sign in enumerate(text) if unicodedata.bidirectional(sign) != "NSM"]  # marks stand on letters, not between
    signs = list(text)
    is_joined = False
    for number, place in enumerate(spots):
        if not signs[place]:
            continue
        after = spots[number + 1] if number + 1 < len(spots) else None
        name, forms = text[place], single.get(text[place], {})
        if after is not None and name + text[after] in pairs:
            forms, signs[after] = pairs[name + text[after]], ""
            after = None  # the alef in it joins nothing that follows
        joins = "<initial>" in forms and after is not None and "<final>" in single.get(text[after], {})
        form = ("<medial>" if joins else "<final>") if is_joined and "<final>" in forms else ("<initial>" if joins else "<isolated>")
        signs[place] = forms.get(form, signs[place])
        is_joined = joins
    return "".join(signs)
