"""A drafted mapping as the text of a source file: what is guessed stands there with its certainty, for a person to decide.

Invariants: the text holds names and types of the database and words of ours, never a cell. It loads. What is a secret is not collected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dsr.domain.discover_columns import Judged
from dsr.domain.discover_guess import Guess
from dsr.domain.discover_joins import Join, Paths
from dsr.domain.discover_names import parts, readable
from dsr.domain.discover_shapes import Column, Family, data_type

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_WORDS_OF_YAML = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_STARTS = ("start", "setup", "begin", "call", "calldate", "answer", "created", "creation", "time", "stamp", "timestamp", "date")
_PARTY = ("phone_number", "extension", "sip_uri", "username", "ip", "account", "imsi", "mac")
_TENANTS = frozenset(("domain", "tenant", "realm", "domainname", "domainuuid", "tenantid", "tenantrecordid", "sipdomain"))
_SPANS = (("since", "until"), ("validfrom", "validto"), ("validfrom", "validuntil"), ("from", "to"), ("activefrom", "activeto"),
          ("heldfrom", "heldto"), ("assignedat", "releasedat"), ("fra", "til"),
          ("gyldigfra", "gyldigtil"), ("von", "bis"), ("gueltigvon", "gueltigbis"))
_HEAD = """\
# A draft, made from names, types and a few rows of the database; no row is kept. Percent say how sure a guess is, and no more than that:
# read every line, set role, timezone, country and labels (Danish words are left to you), then run `dsr sources check` on the folder.
source:
  key: {key}
  label: {{en: {label}}}
  connector: sql
  config: {{url: "${{{variable}}}"{schema}}}
  role: controller  # guessed: who decides about these data?
  timezone: UTC  # guessed: of times that carry none
{country}  dataset:
    - fides_key: {key}
      collections:
"""


@dataclass(frozen=True, slots=True)
class Named:
    """How the source is called in the file. `country`: of most telephone numbers seen."""

    key: str
    schema: str | None = None
    country: str | None = None

    @property
    def variable(self) -> str:
        return f"{self.key.upper()}_URL"


def render(named: Named, judged: Sequence[Judged], found: Paths) -> str:
    """The file. A table whose name a mapping cannot hold is said in a comment."""
    country = f"  country: {named.country}  # most telephone numbers that say so are of this country\n" if named.country else \
        "  # country: DK  # of telephone numbers that carry no country code; none stood out\n"
    head = _HEAD.format(key=named.key, label=scalar(readable(named.key)), variable=named.variable, country=country,
                        schema=f", schema: {scalar(named.schema)}" if named.schema else "")
    return head + "".join(f"{line}\n" for one in judged for line in _collection(one, named.key, found))


def scalar(text: str) -> str:
    """The text as YAML, quoted where it could be read as anything else."""
    return text if _PLAIN.match(text) and text.lower() not in _WORDS_OF_YAML else json.dumps(text, ensure_ascii=False)


def _collection(one: Judged, key: str, found: Paths) -> Iterator[str]:
    table = one.table
    if "." in table.name or "${" in table.name:
        yield f"        # the table {json.dumps(table.name)} cannot be drafted: its name holds a sign that means something else in a mapping"
        return
    is_unreached = table.name in found.unreached
    own = [join for join in found.joins if join.table == table.name]
    is_reached = table.name in found.reached
    yield f"        - name: {scalar(table.name)}" + ("  # a table of people" if one.is_of_people else "") + ("  # a view" if table.is_view else "")
    if is_unreached:
        yield "          # no identity and no join leads here, though it seems to hold personal data: give one, then take skip_processing out"
        yield "          fides_meta: {skip_processing: true}"
    scope, said = _scope(one, is_reached)
    yield f"          dsr_meta: {{label: {{en: {scalar(readable(table.name))}}}{_composites(own)}{scope}}}{said}"
    fields = [line for column in table.columns for line in _field(column, one, key, found, is_reached)]
    if all(line.lstrip().startswith("#") for line in fields):
        yield "          fields: []"
    else:
        yield "          fields:"
    yield from fields


def _composites(own: Iterable[Join]) -> str:
    keys = [join.columns for join in own if len(join.columns) > 1 and not join.off]
    return f", composite: [{', '.join('[' + ', '.join(map(scalar, names)) + ']' for names in dict.fromkeys(keys))}]" if keys else ""


def _scope(one: Judged, is_reached: bool) -> tuple[str, str]:
    """Tenant, validity and time, where they are likely: without them a search would find rows of others who held the same number."""
    if not is_reached or not one.of_kind(*_PARTY):
        return "", ""
    keys = []
    tenant = next((column.name for column in one.table.columns if "".join(parts(column.name)) in _TENANTS), None)
    if tenant and one.of_kind("extension", "username"):
        keys.append(f", tenant: {scalar(tenant)}")
    times = [name for name, guess in one.guesses.items() if guess.written and not guess.category]
    span = _span(times)
    if span:
        keys.append(f", valid: {{from: {scalar(span[0])}, to: {scalar(span[1])}}}")
    elif times and not one.is_of_people:  # a window on people would lose people
        best = min(times, key=lambda name: (min((_STARTS.index(part) for part in parts(name) if part in _STARTS), default=99), times.index(name)))
        keys.append(f", time: {{column: {scalar(best)}, written: {one.guesses[best].written}}}")
    names = [key.partition(":")[0].strip(", ") for key in keys]
    return "".join(keys), f"  # guessed: {', '.join(names)}" if names else ""


def _span(times: Sequence[str]) -> tuple[str, str] | None:
    """Two columns between which a row holds."""
    by_name = {"".join(parts(name)): name for name in times}
    return next(((by_name[start], by_name[end]) for start, end in _SPANS if start in by_name and end in by_name), None)


def _field(column: Column, one: Judged, key: str, found: Paths, is_reached: bool) -> Iterator[str]:
    guess = one.guesses[column.name]
    if "${" in column.name:
        yield f"            # the column {json.dumps(column.name)} cannot be drafted: its name holds a sign that means something else in a mapping"
        return
    if guess.is_secret:
        yield f"            - name: {scalar(column.name)}  # secret: never collected, {guess.certainty} % {guess.why}"
        yield f"              dsr_meta: {{label: {{en: {scalar(readable(column.name))}}}, secret: true}}"
        return
    category, said = _category(column, one, guess, found, is_reached)
    yield f"            - name: {scalar(column.name)}"
    yield f"              data_categories: [{category}]{said}"
    identity = found.identities.get((one.table.name, column.name))
    joins = [join for join in found.joins if join.table == one.table.name and column.name in join.columns]
    yield from _fides(column, one, key, identity, joins)
    ours = [f"label: {{en: {scalar(readable(column.name))}}}", *([f"kind: {guess.kind}"] if guess.kind and not identity and not joins else [])]
    yield f"              dsr_meta: {{{', '.join(ours)}}}" + (f"  # times, written: {guess.written}, {guess.certainty} %" if guess.written else "")


def _category(column: Column, one: Judged, guess: Guess, found: Paths, is_reached: bool) -> tuple[str, str]:
    """The category, and a comment on how sure it is. Whatever else stands in a row about somebody is about them too."""
    if guess.is_personal:
        return guess.category, f"  # {guess.certainty} % {guess.why}"
    is_key = column.name in one.table.primary_key or any(column.name in join.columns for join in found.joins if join.table == one.table.name)
    if not is_reached or is_key:
        return "system.operations", ""
    return ("user.behavior" if guess.written else "user"), "  # 30 % stands in a row about a person"


def _fides(column: Column, one: Judged, key: str, identity: str | None, joins: Sequence[Join]) -> Iterator[str]:
    kind = data_type(column.family)
    facts = [*([f"data_type: {scalar(kind)}" if "[" not in kind else f'data_type: "{kind}"'] if kind else []),
             *([f"length: {column.length}"] if column.length and column.family is Family.TEXT else []),
             *(["primary_key: true"] if column.name in one.table.primary_key else []), *([f"identity: {identity}"] if identity else [])]
    live = [join for join in joins if not join.off]
    references = ", ".join(_reference(join, column.name, key) for join in live)
    sure = f"  # joins: {', '.join(f'{join.certainty} %' for join in live)}" if live else ""
    if references:
        facts.append(f"references: [{references}]")
    if facts:
        yield f"              fides_meta: {{{', '.join(facts)}}}{sure}"
    for join in joins:
        if join.off:
            yield f"              # {_reference(join, column.name, key)}: {join.certainty} %, and {join.off}"


def _reference(join: Join, name: str, key: str) -> str:
    there = f"{join.to_table}.{join.to_columns[join.columns.index(name)]}"
    direction = "" if join.is_one_to_one else ", direction: to" if join.is_onward else ", direction: from"
    return f"{{dataset: {key}, field: {scalar(there)}{direction}}}"
