"""Files of a response in a plain folder, for the command line. Invariant: a file appears under its name only when it is whole."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO


class FolderSink:
    """Writes below `root`; names hold `/` only between a folder and its file, as the writers make them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def open(self, name: str) -> BinaryIO:
        """A file to write and to close."""
        path = self._root / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise ValueError("a name below the folder is needed")
        path.parent.mkdir(parents=True, exist_ok=True)
        return _Whole(path)  # type: ignore[return-value]  # io.FileIO has all of BinaryIO that writers use


class _Whole(io.BufferedWriter):
    """Takes its name when it is closed."""

    def __init__(self, path: Path) -> None:
        self._path, self._draft = path, path.with_name(path.name + ".part")
        super().__init__(io.FileIO(self._draft, "w"), 1 << 18)

    def close(self) -> None:
        if not self.closed:
            super().close()
            os.replace(self._draft, self._path)
