"""What an eye takes a name for: letters of other alphabets, marks, and pairs that run together become the letter they look like.

The letters are those of Unicode's list of confusables (Technical Standard 39) that domain names may hold, of living European alphabets, and a few
that differ by weight only. Invariant: two names that cannot be told apart have one skeleton; a skeleton is compared and never shown.
"""

from __future__ import annotations

import unicodedata

_CODES = {  # letter -> the code points that look like it
    "6": "0431", "8": "0223", "a": "0251 03b1 0430 1d00", "b": "03b2 0432 044c", "c": "0441 1d04", "d": "0501 0111 00f0", "e": "0435 04bd",
    "f": "0584 1e9d", "g": "018d 0261 0581 1d83", "h": "04bb 0570 0127", "i": "0131 0269 026a 03b9 0456 04cf", "j": "03f3 0458", "k": "03ba 043a",
    "l": "01c0 0142", "m": "043c", "n": "03b7 043f 0578 057c", "o": "03bf 03c3 043e 0585 1d0f 1d11 00f8", "p": "03c1 0440", "q": "051b 0563 0566",
    "r": "0433 1d26", "s": "01bd 0455", "t": "03c4 0442 0167", "u": "028b 03c5 057d 1d1c", "v": "03bd 0475 1d20", "w": "026f 0461 051d 0561 1d21",
    "x": "0445", "y": "0263 028f 03b3 0443 04af 1d8c 1eff", "z": "1d22", "ae": "00e6", "oe": "0153", "ss": "00df"}
_LETTERS = {int(code, 16): letter for letter, codes in _CODES.items() for code in codes.split()}
_TOGETHER = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"))  # as lower case or as capitals


def readable(label: str) -> str:
    """One label of a domain as a person sees it: `xn--nrdlys-wxa` is `nørdlys`. What cannot be decoded stays as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode") or label
    except UnicodeError:
        return label


def skeleton(label: str) -> str:
    """What an eye takes the label for."""
    plain = unicodedata.normalize("NFKD", readable(label).casefold())
    text = "".join(one for one in plain if not unicodedata.combining(one)).translate(_LETTERS)
    for seen, taken_for in _TOGETHER:
        text = text.replace(seen, taken_for)
    return text
