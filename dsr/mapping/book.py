"""Loading a folder of source files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from dsr.domain.dataset import Source
from dsr.domain.errors import Misconfigured
from dsr.mapping import build, joins, shipped
from dsr.mapping.adapt import adapt_faults, adapted
from dsr.mapping.check import Loaded, faults, sentence
from dsr.mapping.check_manual import MANUAL
from dsr.mapping.check_rules import nearest
from dsr.mapping.places import Placed, places, unread
from dsr.mapping.schema import DatasetFile, SourceBlock, SourceFile
from dsr.mapping.schema_manual import ManualConfig
from dsr.mapping.yaml_lines import At, Document, read

_Model = TypeVar("_Model", bound=BaseModel)
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
CONNECTORS = ("sql", "files", "rest", "ldap", "manual", "memory")
LATER = ("opendsr",)


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
    if not loader.loaded and not loader.problems:
        loader.problems.append(f"{path}: the folder holds no source file (*.yml with `source:`).")
    loader.problems += faults(loader.loaded)
    if loader.problems:
        raise Misconfigured(*dict.fromkeys(loader.problems))  # a dataset file that is no YAML is told by each that reads it
    loader.warnings += [f"{file.name}: only *.yml files are read; rename it." for file in sorted(path.glob("*.yaml"))]
    loader.warnings += [f"{file.name}: no source names this dataset file." for file in sorted(loader.seen - loader.named)]
    sources = joins.settled(sorted((one.source for one in loader.loaded), key=lambda source: source.key))
    return SourceBook(sources, tuple(loader.warnings))


class _Loader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.loaded: list[Loaded] = []
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self.seen: set[Path] = set()    # dataset files of the folder
        self.named: set[Path] = set()   # dataset files that a source names

    def add(self, file: Path) -> None:
        try:
            document = read(file)
        except Misconfigured as error:
            self.problems += error.problems
            return
        if isinstance(document.data, dict) and "source" not in document.data and "dataset" in document.data:
            self.seen.add(file.resolve())  # read when a source names it
            return
        before = len(self.problems)
        inside = self._expand(document, document.data, ())
        given = self._model(SourceFile, inside, document)
        if given is None or len(self.problems) > before:
            return
        block = self._configured(given.source, document)
        placed = [Placed(one, document, ("source", "dataset", number)) for number, one in enumerate(block.dataset or ())]
        placed += self._dataset_files(file, document, block.dataset_file, block.dataset_files)
        placed += self._profile(document, given, is_alone=not placed)
        self.problems += [fault for one in placed for fault in unread(one)]
        self._check_block(document, given, is_empty=not placed)
        if len(self.problems) == before:
            datasets = [one.dataset for one in placed]
            source = build.source_of(block, [shipped.joined(datasets)] if block.profile else datasets)
            if block.adapt is not None:
                self._say_all(document, ("source", "adapt"), adapt_faults(source, block.adapt))
                source = adapted(source, block.adapt) if len(self.problems) == before else source
            self.loaded.append(Loaded(source, document.where(("source",)), places(placed)))

    def _configured(self, block: SourceBlock, document: Document) -> SourceBlock:
        """The block with its config filled, where that is ours to check; the other kinds of source read their own."""
        if block.connector != MANUAL:
            return block
        config = self._model(ManualConfig, block.config, document, ("source", "config"))
        return block if config is None else block.model_copy(update={"config": config.model_dump()})

    def _check_block(self, document: Document, given: SourceFile, *, is_empty: bool) -> None:
        block = given.source
        if block.connector not in CONNECTORS:
            known = ", ".join(CONNECTORS[:-2]) + f" and {CONNECTORS[-2]}"  # the last is for trials
            later = " It is planned and not built yet." if block.connector in LATER else ""
            self._say(document, ("source", "connector"), f"there is no connector '{block.connector}'; {known} are known.{later}")
        try:
            ZoneInfo(block.timezone)
        except (KeyError, ValueError, OSError):
            self._say(document, ("source", "timezone"), f"'{block.timezone}' is no time zone; Europe/Copenhagen is one.")
        if is_empty and not block.profile and not block.dataset_file and not block.dataset_files:
            self._say(document, ("source",), "a source needs profile, dataset, dataset_file or dataset_files.")
        if block.adapt is not None and not block.profile:
            self._say(document, ("source", "adapt"), "only a profile is adapted; change the mapping itself.")
        if block.role is None:
            self.warnings.append(f"{document.where(('source',))}: no role is given; taken as controller.")

    def _profile(self, document: Document, given: SourceFile, *, is_alone: bool) -> list[Placed]:
        """The mapping that ships under this name, in place of one of one's own."""
        block, at = given.source, ("source", "profile")
        if not block.profile:
            return []
        if block.profile not in shipped.names():
            self._say(document, at, f"there is no profile '{block.profile}'{nearest(block.profile, shipped.names())}")
            return []
        if not is_alone:
            self._say(document, at, "a profile is the whole mapping of a source: take away dataset, dataset_file and dataset_files, or the profile.")
            return []
        found = shipped.profile(block.profile, block.key)
        if block.connector not in found.about.connectors:
            self._say(document, ("source", "connector"), f"the profile '{block.profile}' is for {' or '.join(found.about.connectors)}.")
        if found.about.one_company and not block.tenant:
            self._say(document, at, f"the profile '{block.profile}' is of a system of one customer company; "
                      "say whose it is (tenant: nordlys.example).")
        return [Placed(dataset, inner, ("dataset", 0)) for dataset, inner in found.parts]

    def _dataset_files(self, file: Path, document: Document, one: str | list[str] | None, many: list[str] | None) -> list[Placed]:
        ones = [one] if isinstance(one, str) else one or []
        named: list[tuple[At, str]] = [(("source", "dataset_file", number), name) for number, name in enumerate(ones)]
        named += [(("source", "dataset_files", number), name) for number, name in enumerate(many or [])]
        found: list[Placed] = []
        for at, name in named:
            path = file.parent / name
            if not path.is_file():
                self._say(document, at, f"there is no dataset file '{name}'.")
                continue
            self.named.add(path.resolve())
            try:
                inner = read(path)
            except Misconfigured as error:
                self.problems += error.problems
                continue
            given = self._model(DatasetFile, inner.data, inner)
            found += [Placed(dataset, inner, ("dataset", number)) for number, dataset in enumerate(given.dataset if given else ())]
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

    def _model(self, model: type[_Model], data: Any, document: Document, at: At = ()) -> _Model | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                where = (*at, *fault["loc"])
                self._say(document, where, sentence({**fault, "loc": where}))
            return None

    def _say_all(self, document: Document, at: At, sentences: Iterable[str]) -> None:
        for one in sentences:
            self._say(document, at, one)

    def _say(self, document: Document, at: At, sentence: str) -> None:
        self.problems.append(f"{document.where(at)}: {sentence}")
