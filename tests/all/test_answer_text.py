"""What pdftotext reads of an answer: every printed row once, and nothing that is left out; the twin of tests/cli/test_access_property.py.

Invariant: another reader of PDF than the one of `make test`, so that what is found does not depend on how one library lays out text.
Needs the Debian package poppler-utils.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.cli.access import run
from dsr.text import ANSWERS
from tests.cli.test_access_property import CALLS, ROWS, on_pages
from tests.cli.world import ME, Call, World

EXAMPLES = 40 if settings().max_examples <= 100 else 400


@settings(max_examples=EXAMPLES)
@given(contacts=ROWS, calls=CALLS, voicemails=ROWS, printed=st.sampled_from(["all", "0", "7"]), locale=st.sampled_from(ANSWERS))
def test_every_printed_row_is_read_once_and_nothing_that_is_left_out(
        contacts: list[bool], calls: list[Call], voicemails: list[bool], printed: str, locale: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        world = World(Path(name))
        sources, out = world.build(contacts, calls, voicemails, []), world.folder / "out"
        assert run(["--sources", str(sources), "--identity", f"email={ME}", "--out", str(out), "--progress", "never", "--print", printed,
                    "--locale", locale]) == 0
        text = read(out / "response.pdf")
        meta = told("pdfinfo", "-meta", out / "response.pdf") + told("pdfinfo", "-url", out / "response.pdf")
        assert [mark for mark in world.left_out if mark in text + meta] == []
        for rows in world.shown.values():
            on_pages(text, rows, is_printed=len(rows) <= (len(rows) if printed == "all" else int(printed)))
        attached = attachments(out / "response.pdf", world.folder / "attached")
        assert attached
        assert [mark for mark in world.left_out if any(mark.encode() in data for data in attached.values())] == []


def told(*command: str | Path) -> str:
    """What a tool prints. Raises where it fails."""
    return subprocess.run([str(part) for part in command], capture_output=True, check=True).stdout.decode("utf-8", "replace")


def read(pdf: Path) -> str:
    """The text in the order in which it was written, blanks and line breaks taken out: a mark may be folded."""
    return "".join(told("pdftotext", "-raw", pdf, "-").split())


def attachments(pdf: Path, folder: Path) -> dict[str, bytes]:
    """What is attached, by name."""
    folder.mkdir()
    told("pdfdetach", "-saveall", "-o", folder, pdf)
    return {path.name: path.read_bytes() for path in folder.iterdir()}
