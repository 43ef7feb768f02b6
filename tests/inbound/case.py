"""One mail of the corpus with what is expected of it, and how a mail is put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from dsr.domain.reference import new_reference
from dsr.inbound.base import Fault, Nature
from dsr.inbound.forms import Form
from dsr.inbound.rights import Asked

REFERENCE = new_reference(b"0123456789abcdef")
OTHER = new_reference(b"fedcba9876543210")
OURS = f"<{'ab' * 16}@telco.example>"
DPO = "dpo@telco.example"
_numbers = count(1)
_SHORT = {"A": Asked.ACCESS, "E": Asked.ERASURE, "C": Asked.RECTIFICATION, "R": Asked.RESTRICTION, "P": Asked.PORTABILITY, "O": Asked.OBJECTION}


@dataclass(frozen=True, slots=True)
class Case:
    """`token` is the reference or Message-ID by which it finds its request. What is None is not looked at."""

    name: str
    raw: bytes = field(repr=False)
    nature: Nature = Nature.LETTER
    rights: frozenset[Asked] = frozenset()
    language: str | None = None
    token: str = ""
    is_certain: bool | None = None
    form: Form | None = None
    faults: frozenset[Fault] | None = None
    holds_national: bool = False


def rights(letters: str) -> frozenset[Asked]:
    """A, E, C, R, P and O as rights: access, erasure, correction, restriction, portability, objection."""
    return frozenset(_SHORT[letter] for letter in letters)


def mail(body: str | bytes, *headers: str, subject: str = "", sender: str = "Carol Nord <carol@kunde.example>", to: str = f"Privacy <{DPO}>",
         kind: str = "text/plain; charset=utf-8") -> bytes:
    """The bytes of a mail; `headers` replace those of the same name, and come after them else."""
    own = {"From": sender, "To": to, "Subject": subject, "Date": "Tue, 1 Dec 2026 10:00:00 +0100", "Message-ID": f"<{next(_numbers)}@kunde.example>",
           "MIME-Version": "1.0", "Content-Type": kind}
    for header in headers:
        name, _, value = header.partition(": ")
        own[name] = value
    head = "".join(f"{name}: {value}\n" for name, value in own.items() if value)
    return head.encode() + b"\n" + (body if isinstance(body, bytes) else body.encode())


def parts(kind: str, *bodies: str) -> tuple[str, str]:
    """The type and the body of a mail of several parts; each of them begins with its own headers."""
    return f'multipart/{kind}; boundary="=_edge"', "".join(f"--=_edge\n{body}\n" for body in bodies) + "--=_edge--\n"


def rows(table: str) -> Iterator[list[str]]:
    """The lines of a table in a text, cut at its strokes."""
    for line in table.strip().splitlines():
        if line.strip():
            yield [cell.strip() for cell in line.split("|")]


def counted(name: str, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Each with a name of its own."""
    return tuple(Case(f"{name}-{number:03}-{case.name}", case.raw, case.nature, case.rights, case.language, case.token, case.is_certain, case.form,
                      case.faults, case.holds_national) for number, case in enumerate(cases, 1))
