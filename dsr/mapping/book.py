"""Loading a folder of source files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from dsr.domain.dataset import Source
from dsr.domain.errors import Misconfigured
from dsr.mapping import build
from dsr.mapping.check import faults, sentence
from dsr.mapping.schema import DatasetFile, FidesDataset, SourceFile
from dsr.mapping.yaml_lines import At, Document, read

_Model = TypeVar("_Model", bound=BaseModel)
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
CONNECTORS = ("sql", "files", "memory")
LATER = ("rest", "ldap", "manual", "opendsr")


@dataclass(frozen=True, slots=True)
class SourceBook:
    """All connected sources, in the order of their keys."""

    sources: tuple[Source, ...] = ()
    warnings: tuple[str, ...] = ()

    def get(self, key: str) -> Source | None:
        return next((source for source in self.sources if source.key == key), None)


def load_folder(path: Path, environ: Mapping[str, str]) -> SourceBook:
    """Read every *.yml of the folder. Raises Misconfigured with all faults, each a sentence with file and line."""
    if not path.is_dir():
        raise Misconfigured(f"{path}: there is no such folder of source files.")
    loader = _Loader(environ)
    for file in sorted(path.glob("*.yml")):
        loader.add(file)
    loader.warnings += [f"{file.name}: only *.yml files are read; rename it." for file in sorted(path.glob("*.yaml"))]
    if not loader.loaded and not loader.problems:
        loader.problems.append(f"{path}: the folder holds no source file (*.yml with `source:`).")
    loader.problems += faults([(where, source) for where, source in loader.loaded])
    if loader.problems:
        raise Misconfigured(*loader.problems)
    sources = build.with_dataset_order([source for _, source in loader.loaded])
    return SourceBook(tuple(sorted(sources, key=lambda one: one.key)), tuple(loader.warnings))


class _Loader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.loaded: list[tuple[str, Source]] = []
        self.problems: list[str] = []
        self.warnings: list[str] = []

    def add(self, file: Path) -> None:
        try:
            document = read(file)
        except Misconfigured as error:
            self.problems += error.problems
            return
        if isinstance(document.data, dict) and "source" not in document.data and "dataset" in document.data:
            return  # a dataset file: read when a source names it
        before = len(self.problems)
        inside = self._expand(document, document.data, ())
        given = self._model(SourceFile, inside, document)
        if given is None or len(self.problems) > before:
            return
        block = given.source
        datasets = list(block.dataset or []) + self._dataset_files(file, document, block.dataset_file, block.dataset_files)
        self._check_block(document, given, datasets)
        if len(self.problems) == before:
            self.loaded.append((document.where(("source",)), build.source_of(block, datasets)))

    def _check_block(self, document: Document, given: SourceFile, datasets: list[FidesDataset]) -> None:
        block = given.source
        if block.connector not in CONNECTORS:
            later = " It is planned and not built yet." if block.connector in LATER else ""
            known = "sql and files are known."
            self._say(document, ("source", "connector"), f"there is no connector '{block.connector}'; {known}{later}")
        if block.profile:
            self._say(document, ("source", "profile"), f"there is no profile '{block.profile}'; none ship yet.")
        try:
            ZoneInfo(block.timezone)
        except (KeyError, ValueError, OSError):
            self._say(document, ("source", "timezone"), f"'{block.timezone}' is no time zone; Europe/Copenhagen is one.")
        if not datasets and not block.profile and not block.dataset_file and not block.dataset_files:
            self._say(document, ("source",), "a source needs dataset, dataset_file or dataset_files.")
        if block.role is None:
            self.warnings.append(f"{document.where(('source',))}: no role is given; taken as controller.")

    def _dataset_files(self, file: Path, document: Document, one: str | list[str] | None, many: list[str] | None) -> list[FidesDataset]:
        names = ([one] if isinstance(one, str) else list(one or [])) + list(many or [])
        found: list[FidesDataset] = []
        for name in names:
            at: At = ("source", "dataset_file" if one else "dataset_files")
            path = Path(name) if Path(name).is_absolute() else file.parent / name
            if not path.is_file():
                self._say(document, at, f"there is no dataset file '{name}'.")
                continue
            try:
                inner = read(path)
            except Misconfigured as error:
                self.problems += error.problems
                continue
            given = self._model(DatasetFile, inner.data, inner)
            found += given.dataset if given else []
        return found

    def _expand(self, document: Document, data: Any, at: At) -> Any:
        """${NAME} and ${NAME:-default} in every text of our own file."""
        if isinstance(data, dict):
            return {name: self._expand(document, value, (*at, name)) for name, value in data.items()}
        if isinstance(data, list):
            return [self._expand(document, value, (*at, number)) for number, value in enumerate(data)]
        if not isinstance(data, str):
            return data

        def value(match: re.Match[str]) -> str:
            name, default = match.group(1), match.group(2)
            if name in self._environ:
                return self._environ[name]
            if default is None:
                self._say(document, at, f"the variable {name} is not set, and there is no default for it.")
            return default or ""

        return _VARIABLE.sub(value, data)

    def _model(self, model: type[_Model], data: Any, document: Document) -> _Model | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self._say(document, tuple(fault["loc"]), sentence(fault))
            return None

    def _say(self, document: Document, at: At, sentence: str) -> None:
        self.problems.append(f"{document.where(at)}: {sentence}")
