"""The demo's first person answered by `dsr access`, in any language: the answer that people are shown, for those who read it closely."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest import mock

import pypdfium2  # type: ignore[import-untyped]

from dsr.cli.access import run
from dsr.demo import world

TODAY = date(2026, 11, 26)
CALLS = 300


@dataclass(frozen=True, slots=True)
class Demo:
    """The systems of the demo below `folder`, and whom they know."""

    folder: Path
    email: str
    variables: dict[str, str]

    def answer(self, locale: str, status: int = 0, **changed: str) -> Path:
        """The folder of an answer that ends with this status; `changed` are variables of the sources."""
        out = self.folder / "-".join(["answer", locale, *changed])
        with mock.patch.dict(os.environ, {**self.variables, **changed}):
            assert run(["--sources", str(world.SOURCES), "--identity", f"email={self.email}", "--out", str(out), "--locale", locale,
                        "--progress", "never", "--as-of", f"{TODAY.isoformat()}T10:00:00+01:00"]) == status
        return out


def build(folder: Path) -> Demo:
    made, variables = world.build(folder / "systems", records=CALLS, today=TODAY)
    return Demo(folder, made.people[0].email, dict(variables))


def pages(out: Path) -> list[str]:
    """The text of each page of the PDF, line breaks as blanks."""
    with pypdfium2.PdfDocument(out / "response.pdf") as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
