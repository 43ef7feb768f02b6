"""YAML read safely, with the line of every value. Invariant: one value per key, no objects, no expansion without bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dsr.domain.errors import Misconfigured

At = tuple[str | int, ...]
_MERGE = "tag:yaml.org,2002:merge"
MOST_NODES = 300_000  # aliases may repeat a part; without a bound, a small file could fill the memory


@dataclass(slots=True)
class Document:
    """Plain data, and the line (from 1) of each path in it."""

    file: str
    data: Any
    lines: dict[At, int] = field(default_factory=dict)

    def where(self, at: At) -> str:
        """`file:line` of the path, or of the nearest parent that has one."""
        while at and at not in self.lines:
            at = at[:-1]
        return f"{self.file}:{self.lines.get(at, 1)}"


def read(path: Path) -> Document:
    """Read one file. Raises Misconfigured with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Misconfigured(f"{path.name}: the file is not UTF-8 text.") from None
    except OSError as error:
        raise Misconfigured(f"{path.name}: the file cannot be read ({error.strerror}).") from None
    try:
        loader = yaml.SafeLoader(text)
        try:
            return _Reader(loader, Document(path.name, None)).read(loader.get_single_node())
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Misconfigured(f"{path.name}:{line}: this is not YAML: {error.problem or 'it cannot be read'}.") from None
    except yaml.YAMLError:
        raise Misconfigured(f"{path.name}: this is not YAML: it holds characters that may not stand in a text file.") from None
    except RecursionError:
        raise Misconfigured(f"{path.name}: the file is nested too deeply.") from None


class _Reader:
    def __init__(self, loader: yaml.SafeLoader, document: Document) -> None:
        self._loader, self._document, self._count = loader, document, 0

    def read(self, node: yaml.Node | None) -> Document:
        self._document.data = None if node is None else self._value(node, ())
        return self._document

    def _value(self, node: yaml.Node, at: At) -> Any:
        self._count += 1
        line = node.start_mark.line + 1
        if self._count > MOST_NODES:
            raise Misconfigured(f"{self._document.file}:{line}: the file holds too many values.")
        self._document.lines[at] = line
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*at, number)) for number, child in enumerate(node.value)]
        try:
            return self._loader.construct_object(node)
        except (ValueError, KeyError, IndexError, OverflowError):  # 2026-13-45, !!int "", a number of ten thousand digits
            raise Misconfigured(f"{self._document.file}:{line}: this value is not what it looks like; put it into quotes.") from None

    def _mapping(self, node: yaml.MappingNode, at: At) -> dict[str, Any]:
        own: set[str] = set()
        for key_node, _ in node.value:
            name = _name(key_node)
            if name in own and key_node.tag != _MERGE:
                raise Misconfigured(f"{self._document.file}:{key_node.start_mark.line + 1}: the key '{name}' stands twice.")
            own.add(name)
        self._loader.flatten_mapping(node)
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:  # what is merged in comes first, so that the block's own keys win
            name = _name(key_node)
            result[name] = self._value(value_node, (*at, name))
            self._document.lines[(*at, name)] = key_node.start_mark.line + 1
        return result


def _name(node: yaml.Node) -> str:
    """A key as it is written: `no` is a language and `01` a code, whatever YAML makes of them."""
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    return text.lower() if text in ("True", "TRUE", "False", "FALSE") else text
