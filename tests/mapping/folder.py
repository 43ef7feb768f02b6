"""A folder of source files as text, for the tests of mapping. Names and tables are invented."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from dsr.domain.errors import Misconfigured
from dsr.mapping import SourceBook, load_folder

HEAD = """\
source:
  key: {key}
  connector: memory
  role: controller
  dataset:
    - fides_key: {key}
      collections:
"""


def source(collections: str, key: str = "shop") -> str:
    """A source file with these collections; the first of them is line 8."""
    return HEAD.format(key=key) + "".join(f"        {line}\n" for line in dedent(collections).strip().splitlines())


def load(folder: Path, environ: dict[str, str] | None = None, **files: str) -> SourceBook:
    """The book of these files; the ending of a name is `.yml` where it has none."""
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return load_folder(folder, environ or {})


def problems(folder: Path, environ: dict[str, str] | None = None, **files: str) -> list[str]:
    """All that is wrong with them."""
    with pytest.raises(Misconfigured) as told:
        load(folder, environ, **files)
    return list(told.value.problems)
