"""SQL of the tests as one database or the other reads it: keys written short, types of PostgreSQL for SQLite."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
_TYPES = {"uuid": "char(36)", "timestamptz": "text", "jsonb": "text", "json": "text"}


def script(name: str, kind: str) -> str:
    """The file beside this one, for `sqlite` or `postgres`. `'#a1'` is a UUID that ends with these signs."""
    text = (HERE / name).read_text(encoding="utf-8")
    text = re.sub(r"'#([0-9a-f]+)'", lambda found: f"'{uuid(found[1])}'", text)
    if kind == "sqlite":
        text = re.sub(r"(?<=\w )(uuid|timestamptz|jsonb|json)(?=[ ,)])", lambda found: _TYPES[found[1]], text)
    return text


def uuid(short: str) -> str:
    return f"00000000-0000-0000-0000-{short.rjust(12, '0')}"


def shorts(keys: list[str]) -> list[str]:
    """The keys as the script writes them."""
    return [key.rpartition("-")[2].lstrip("0") for key in keys]
