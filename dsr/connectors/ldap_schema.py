"""What a directory says of its attributes (RFC 4512, 4.1).

Invariant: no name is searched for that the server does not know: it would find nothing, and say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dsr.connectors.faults import Place

DN = "dn"  # the entry's name, which is no attribute of it
_NAMES_OF_ENTRIES = ("entryDN", "distinguishedName")  # attributes that hold it: RFC 5020, and Active Directory
_WORDS = re.compile(r"'[^']*'|[()]|[^\s()']+")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute type with all its names; rules and syntax as far as the server tells them."""

    names: tuple[str, ...]
    syntax: str = ""
    is_single: bool = False
    equality: str = ""
    substring: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """Attributes by each of their names, and names of classes, in lower case. Some servers tell names and syntaxes and no rules."""

    attributes: Mapping[str, Attribute]
    classes: Mapping[str, str]
    tells_rules: bool

    @classmethod
    def of(cls, attribute_types: Iterable[str], object_classes: Iterable[str]) -> Schema:
        """From the definitions of the subschema entry."""
        given = [_parts(one) for one in attribute_types]
        by_name = {name.lower(): parts for parts in given for name in parts["NAME"]}
        attributes = {name: _attribute(parts, by_name) for name, parts in by_name.items()}
        classes = {name.lower(): name for one in object_classes for name in _parts(one)["NAME"]}
        return cls(attributes, classes, any(one.equality for one in attributes.values()))

    def __contains__(self, name: object) -> bool:
        """Whether an entry can have it."""
        return name == DN or str(name).partition(";")[0].lower() in self.attributes

    def attribute(self, name: str, place: Place) -> Attribute:
        """By any of its names, with options (`cn;lang-da`) or without. Raises SourceMisconfigured with the nearest name."""
        found = self.attributes.get(name.partition(";")[0].lower())
        if found is None:
            raise place.nothing_named("attribute", name, (known for one in self.attributes.values() for known in one.names[1:]))
        return found

    def searched(self, name: str, place: Place) -> tuple[str, Attribute]:
        """What stands in a filter for a field. Raises SourceMisconfigured for one that no filter can find."""
        if name == DN:
            name = next((one for one in _NAMES_OF_ENTRIES if one.lower() in self.attributes), DN)
            if name == DN:
                raise place.misconfigured("this server cannot look up an entry by its dn; join by an attribute")
        found = self.attribute(name, place)
        if self.tells_rules and not found.equality:
            raise place.misconfigured(f"attribute '{name}' cannot be searched on this server; it has no equality rule")
        return name, found

    def check_class(self, name: str, place: Place) -> None:
        if name.lower() not in self.classes:
            raise place.nothing_named("object class", name, self.classes.values())


def _parts(definition: str) -> dict[str, list[str]]:
    """A definition by its words in capitals; NAME begins with the number of the type, which is a name as well."""
    words = _WORDS.findall(definition)
    parts: dict[str, list[str]] = {"NAME": words[1:2]}
    own = parts["NAME"]
    for word in words[2:]:
        if word.isupper() and not word.startswith("'"):
            own = parts.setdefault(word, [])
        elif word not in "()$":
            own.append(word.strip("'"))
    return parts


def _attribute(parts: dict[str, list[str]], by_name: Mapping[str, dict[str, list[str]]]) -> Attribute:
    """What a type leaves out it has from the one above it."""
    found = Attribute(tuple(parts["NAME"]), is_single="SINGLE-VALUE" in parts)
    seen: list[dict[str, list[str]]] = []
    above: dict[str, list[str]] | None = parts
    while above is not None and above not in seen:
        seen.append(above)
        syntax, equality, substring = (next(iter(above.get(word, ())), "") for word in ("SYNTAX", "EQUALITY", "SUBSTR"))
        found = replace(found, syntax=found.syntax or syntax.partition("{")[0], equality=found.equality or equality,
                        substring=found.substring or substring)
        above = next((by_name[name.lower()] for name in above.get("SUP", ()) if name.lower() in by_name), None)
    return found
