"""Files of a response in a plain folder, for the command line.

Invariant: the folder shows one answer, whole: the files of an earlier one go when the new one is complete, and not before.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

_DRAFT = ".part"
_OURS = ("response.pdf", "response.html", "response.json", "response-encrypted.pdf", "manifest.json", "data/*.jsonl", "data/*.csv",
         "*" + _DRAFT, "data/*" + _DRAFT, "files/[0-9][0-9][0-9][0-9]*-*")


class FolderSink:
    """Writes below `root` as a context: files take their names when it ends well, and are gone when it does not."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: list[str] = []

    def __enter__(self) -> FolderSink:
        self._root.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            for name in self._names:
                self._draft(name).unlink(missing_ok=True)
            return
        kept = {self._draft(name) for name in self._names}
        for pattern in _OURS:  # what an earlier run found may be somebody else's
            for path in self._root.glob(pattern):
                if path not in kept:
                    path.unlink()
        for name in self._names:
            os.replace(self._draft(name), self._root / name)

    def open(self, name: str) -> BinaryIO:
        """A file to write and to close; names hold `/` only between a folder and its file, as the writers make them."""
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise ValueError("a name below the folder is needed")
        draft = self._draft(name)
        draft.parent.mkdir(parents=True, exist_ok=True)
        self._names.append(name)
        return io.BufferedWriter(io.FileIO(draft, "w"), 1 << 18)

    def _draft(self, name: str) -> Path:
        return self._root / (name + _DRAFT)
