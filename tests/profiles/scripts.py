"""SQL of the tests as one database or the other reads it: keys written short, types and names of schemas as it has them."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
_TYPES = {"sqlite": {"uuid": "char(36)", "timestamptz": "text", "jsonb": "text", "json": "text"}, "postgres": {"blob": "bytea"},
          "mariadb": {"timestamp": "datetime"}}


def script(name: str, kind: str) -> str:
    """The file beside this one, for `sqlite`, `postgres` or `mariadb`. `'#a1'` is a UUID that ends with these signs; SQLite has no schemas."""
    text = (HERE / name).read_text(encoding="utf-8")
    text = re.sub(r"'#([0-9a-f]+)'", lambda found: f"'{uuid(found[1])}'", text)
    text = re.sub(r"(?<=[\w\"] )[a-z]+(?=[ ,)])", lambda found: _TYPES[kind].get(found[0], found[0]), text)
    return re.sub(r"(?<= )[a-z]+\.(?=[a-z_]+ \()", "", text) if kind == "sqlite" else text


def uuid(short: str) -> str:
    return f"00000000-0000-0000-0000-{short.rjust(12, '0')}"


def shorts(keys: list[str]) -> list[str]:
    """The keys as the script writes them."""
    return [key.rpartition("-")[2].lstrip("0") for key in keys]
