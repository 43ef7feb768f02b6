"""Words of the pages about staff. Invariant: a code without words is shown as itself."""

from __future__ import annotations

from flask import Flask

from dsr.web import access
from dsr.web.say import Lazy, _l
from dsr.web.words import known

ROLES: dict[str, Lazy] = {
    "reader": _l("Reader"), "clerk": _l("Case worker"), "manager": _l("Privacy manager"), "dpo": _l("Data protection officer"),
    "admin": _l("Administrator"),
}
STEPS: dict[str, Lazy] = {"password": _l("password"), "code": _l("code of the second factor"), "sso": _l("single sign-on")}
SHUT: dict[str, Lazy] = {"own": _l("your own request"), "named": _l("for named readers")}


def register(app: Flask) -> None:
    """Filters and globals of the pages about staff."""
    app.jinja_env.globals.update(closed_why=lambda reference: access.shut().get(reference or ""), lacks_second=access.lacks_second)
    app.jinja_env.filters.update(staff_role=lambda role: known(ROLES, str(role)), door_step=lambda step: known(STEPS, str(step)),
                                 shut=lambda why: known(SHUT, str(why)))
