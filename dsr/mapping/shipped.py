"""Mappings that ship with the product, as files of `profiles/`: `NAME.yml`, or the files of the folder `NAME`.

Invariant: a profile is one dataset, which takes the key of the source that names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dsr.domain.errors import Misconfigured
from dsr.mapping.schema import FidesDataset, ProfileFile, ProfileMeta
from dsr.mapping.yaml_lines import Document, read

FOLDER = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A profile: what it says of itself, and its datasets, each with the document it stands in, where it is the first."""

    name: str
    about: ProfileMeta
    parts: tuple[tuple[FidesDataset, Document], ...]


def names() -> list[str]:
    """What ships, in the order of the alphabet."""
    return sorted({path.stem for path in FOLDER.glob("[a-z]*") if path.suffix == ".yml" or path.is_dir()})


def profile(name: str, key: str) -> Shipped:
    """The profile for a source of this key. Raises Misconfigured; only a fault of ours can make one unreadable."""
    about: ProfileMeta | None = None
    parts: list[tuple[FidesDataset, Document]] = []
    for path in _files(name):
        document = read(path)
        document.file = f"profiles/{path.relative_to(FOLDER)}"
        given = ProfileFile.model_validate(_named(document.data, name, key))
        about = about or given.profile
        parts += [(given.dataset[0], document)]
    if about is None or {one.fides_key for one, _ in parts} != {key}:
        raise Misconfigured(f"the profile '{name}' is broken: it needs a head, and datasets of its own name. Report it.")
    return Shipped(name, about, tuple(parts))


def joined(parts: list[FidesDataset]) -> FidesDataset:
    """The files of a profile are one dataset; what holds for all of it stands in the first."""
    return parts[0].model_copy(update={"collections": [one for part in parts for one in part.collections]})


def _files(name: str) -> list[Path]:
    single = FOLDER / f"{name}.yml"
    return [single] if single.is_file() else sorted((FOLDER / name).glob("*.yml"))


def _named(data: Any, name: str, key: str) -> Any:
    """The profile calls its dataset by its own name; here it is called as the source is."""
    if isinstance(data, dict):
        return {word: _word(word, value, name, key) for word, value in data.items()}
    return [_named(one, name, key) for one in data] if isinstance(data, list) else data


def _word(word: str, value: Any, name: str, key: str) -> Any:
    if word in ("fides_key", "dataset") and value == name:
        return key
    if word in ("after", "erase_after") and isinstance(value, list):
        return [f"{key}.{one.removeprefix(f'{name}.')}" for one in value]
    return _named(value, name, key)
