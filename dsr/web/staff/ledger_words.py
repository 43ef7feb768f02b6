"""Words of the desk about lines: who held them, how that is known, and what is amiss."""

from __future__ import annotations

from flask import Flask

from dsr.domain.tenancy import LINE_KINDS, Holder, HowKnown, TroubleKind
from dsr.text.labels import identity
from dsr.web.locale import code as language
from dsr.web.say import Lazy, _l

HOLDERS: dict[Holder, Lazy] = {
    Holder.SUBJECT: _l("this person"), Holder.OTHER: _l("somebody else"), Holder.SHARED: _l("several people at once"),
    Holder.NOBODY: _l("nobody, it lay unused"),
}
HOWS: dict[HowKnown, Lazy] = {
    HowKnown.SOURCE: _l("a system says it"), HowKnown.EMPLOYER: _l("the company confirmed it"),
    HowKnown.CODE: _l("a code reached the line that day"), HowKnown.STAFF: _l("stated by staff"),
}
TROUBLES: dict[TroubleKind, Lazy] = {
    TroubleKind.OVERLAP: _l("Said to be this person’s and not only theirs: not searched"),
    TroubleKind.GAP: _l("Nobody says who held it: not searched"),
}


def kinds() -> list[tuple[str, str]]:
    """Kinds of lines with their words."""
    return [(kind, identity(kind, language())) for kind in sorted(LINE_KINDS)]


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        holder=lambda one: str(HOLDERS[one]), how_known=lambda one: str(HOWS[one]), line_trouble=lambda one: str(TROUBLES[one]))
