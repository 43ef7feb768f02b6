"""The one family of errors. An error carries a stable `code` and facts free of personal data; `dsr.text` gives the sentence."""

from typing import ClassVar


class DsrError(Exception):
    """Something the reader can be told about: `code` names the sentence, `facts` fill it."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}: {shown}" if shown else self.code


class NotFound(DsrError):
    code = "not_found"


class NotAllowed(DsrError):
    code = "not_allowed"


class InvalidMove(DsrError):
    """facts: move, state."""

    code = "invalid_move"


class Conflict(DsrError):
    """Somebody else changed it first."""

    code = "conflict"


class Undecided(DsrError):
    """facts: count."""

    code = "undecided"


class Outdated(DsrError):
    """The policy on other people's data, the mapping, or what may be given has changed since the rows were collected. facts: reason (policy,
    mapping, scope)."""

    code = "outdated"


class Unsaid(DsrError):
    """An answer would leave something unexplained. facts: reason (words, terms, unsigned, codes), detail (names of columns and collections)."""

    code = "unsaid"


class Stale(DsrError):
    """A draft is not what would go out now. facts: reason (unwritten, newer, old, changed)."""

    code = "stale"


class Incomplete(DsrError):
    code = "incomplete"


class InvalidInput(DsrError):
    """facts: field, problem (a word that dsr.text knows)."""

    code = "invalid_input"


class Misconfigured(DsrError):
    """A setting or source file is wrong. facts: problems (list of sentences with file and line)."""

    code = "misconfigured"

    def __init__(self, *problems: str) -> None:
        super().__init__(problems=list(problems))
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


class SourceError(DsrError):
    """A source did not give what was asked. facts: source, address, detail (never a value from a row or a key)."""

    code = "source"


class SourceUnavailable(SourceError):
    """Try again later. facts may hold retry_after (seconds)."""

    code = "source_unavailable"


class SourceRefused(SourceError):
    """The source said no; trying again by itself will not help."""

    code = "source_refused"


class SourceMisconfigured(SourceError):
    """Mapping or connection settings do not fit the source."""

    code = "source_misconfigured"


class ChainBroken(DsrError):
    """facts: reference, seq."""

    code = "chain_broken"


class VaultError(DsrError):
    """A sealed value could not be opened: wrong key, wrong place, or changed bytes."""

    code = "vault"


class ResultFailedCheck(DsrError):
    """Writers disagree about how many rows they wrote. facts: address, found, shown, writer."""

    code = "result_failed_check"
