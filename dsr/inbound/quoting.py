"""What somebody wrote now, told apart from what stood there before: quoted lines, the mail below a reply, a forwarded mail.

Invariant: no line is lost; each is in one of the three. In doubt a line is the sender's own: what they ask for must not be taken for history.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dsr.inbound import quoting_words as words

_LONGEST_LINE = 400   # signs of a line that are looked at
_MOST_LINES = 10_000  # that are looked at; what comes behind them is the sender's own
_NEAR = 6             # lines in which the headers of a mail stand together
_MARK = re.compile(r"[ \t]{0,3}>")
_UNMARK = re.compile(r"[ \t]{0,3}> ?")
_OWN_FOOTER = re.compile(rf"(?:{words.REFERENCE}) DSR-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}-[0-9A-Z]\.\s")


@dataclass(frozen=True, slots=True)
class Cut:
    """The three. `forwarded` begins with the headers that were written above it, as far as there are any."""

    own: str
    quoted: str = ""
    forwarded: str = ""


def split(text: str, subject: str = "") -> Cut:
    """Cut a mail's text into what is new, what is quoted and what is forwarded."""
    lines = text.split("\n")
    heads = [line[:_LONGEST_LINE].strip() for line in lines]
    own, quoted = list[str](), list[str]()
    at = 0
    while at < len(lines):
        if at >= _MOST_LINES or not _may_mean(heads, at):
            own.append(lines[at])
            at += 1
        elif _is_forward(heads, at, subject):
            return Cut(_joined(own), _joined(quoted), _unmarked(lines[at:]))
        elif _MARK.match(lines[at]):
            quoted.append(lines[at])
            at += 1
        elif length := _attribution(heads, lines, at):
            quoted += lines[at:at + length]
            at += length
        elif _begins_history(heads, at):
            quoted += lines[at:]
            break
        else:
            own.append(lines[at])
            at += 1
    return _without_our_letter(Cut(_joined(own), _joined(quoted)))


def headers_above(block: str) -> tuple[dict[str, str], str]:
    """The headers written above a forwarded mail ("from", "to", "cc", "subject", "date"), and the mail itself."""
    found, lines = dict[str, str](), block.split("\n")
    at = 0
    for at, line in enumerate(lines):
        bare = line[:_LONGEST_LINE].strip()
        name = next((name for name, pattern in words.HEADERS.items() if pattern.match(bare)), None)
        if name is not None:
            found.setdefault(name, bare.partition(":")[2].strip(" *\t"))
        elif (found and not bare) or at > 2 * _NEAR:
            break
    return (found, "\n".join(lines[at:]).strip("\n")) if found else ({}, block)


def _may_mean(heads: list[str], at: int) -> bool:
    """A quick look at a line that is probably somebody's own: whether there is any sign that the rules below look for."""
    line = heads[at]
    return line.startswith((">", "-", "_")) or ":" in line or (line != "" and any(head.endswith(":") for head in heads[at + 1:at + 3]))


def is_ours(text: str) -> bool:
    """Whether it is a letter of ours: its footer says so."""
    return bool(_OWN_FOOTER.search(text))


def _is_forward(heads: list[str], at: int, subject: str) -> bool:
    if words.FORWARDED.match(heads[at]):
        return True
    if not _is_head_block(heads, at):
        return False
    is_finnish = words.FINNISH.match(heads[at])
    prefixes = words.FORWARD_PREFIX_FINNISH if is_finnish else words.FORWARD_PREFIX  # VS is an answer there, and forwarded in Danish
    return bool(prefixes.match(subject))


def _begins_history(heads: list[str], at: int) -> bool:
    return bool(words.ORIGINAL.match(heads[at])) or _is_head_block(heads, at)


def _is_head_block(heads: list[str], at: int) -> bool:
    """Whether the headers of a mail, as a program writes them above it, begin on this line."""
    if not words.HEADERS["from"].match(heads[at]):
        return False
    near = heads[at + 1:at + _NEAR]
    return sum(any(words.HEADERS[name].match(line) for line in near) for name in ("to", "subject", "date")) >= 2


def _attribution(heads: list[str], lines: list[str], at: int) -> int:
    """How many lines from here on say who wrote what follows; 0 if none do."""
    for length in (1, 2, 3):
        if _says_who(heads[at:at + length]) and not any(_says_who(heads[at + less:at + length]) for less in range(1, length)):
            said = " ".join(heads[at:at + length])
            follows = next((line for line in lines[at + length:at + length + 4] if line.strip()), "")
            if _MARK.match(follows):
                return length
            if "@" in said:  # nothing is marked: all of the rest is what was written then
                return len(lines) - at
    return 0


def _says_who(lines: list[str]) -> bool:
    """Whether these lines are one that says who wrote, and when."""
    said = " ".join(lines)
    return all(lines) and said.endswith(":") and len(said) <= _LONGEST_LINE and bool(words.WROTE.match(said) and words.WHEN.search(said))


def _without_our_letter(cut: Cut) -> Cut:
    """A letter of ours that stands below an answer without any mark is known by its footer, and begins with its greeting."""
    found = _OWN_FOOTER.search(cut.own)
    if found is None:
        return cut
    lines = cut.own[:found.start()].split("\n")
    start = next((place for place in range(len(lines) - 1, -1, -1) if words.GREETING.match(lines[place])), len(lines))
    before = "\n".join(lines[:start])
    return Cut(before.strip("\n"), _joined([cut.own[len(before):], cut.quoted]))


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


def _unmarked(lines: list[str]) -> str:
    """Without the marks of one level, if every line has one."""
    if all(_MARK.match(line) for line in lines[1:] if line.strip()):
        lines = [_UNMARK.sub("", line, count=1) for line in lines]
    return "\n".join(lines)
