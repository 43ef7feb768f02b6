"""The policy on other people's data: what is shown, cut or masked, by country and role. Everybody at the desk sees it; who approves may change it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotFound
from dsr.domain.parties import Party
from dsr.domain.policy import ALLOWED, LEAST_DIGITS, MOST_DIGITS, OPEN_TO_CHOICE, Policy, Treatment
from dsr.domain.words import Role
from dsr.services import policies
from dsr.services.policies import Version
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp

_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Table:
    """One table as the page shows it."""

    role: Role
    policy: Policy
    versions: list[Version]

    @property
    def changed_at(self) -> datetime | None:
        return self.versions[0].made_at if self.versions else None


@bp.get("/policy")
@needs(Capability.READ)
def policy() -> str:
    own = kit().settings.entity_country
    country = _country(request.args.get("country") or own)
    with kit().database.reading() as db:
        tables = [Table(role, policies.current(db, country, role), policies.versions(db, country, role)) for role in Role]
        known = sorted({country, *policies.countries(db, own)})
    return render_template("staff/policy.html", tables=tables, country=country, own=own, countries=known, allowed=ALLOWED, parties=OPEN_TO_CHOICE,
                           fixed=tuple(party for party in Party if party not in OPEN_TO_CHOICE), digits=range(LEAST_DIGITS, MOST_DIGITS + 1),
                           may_change=Capability.APPROVE in actor().capabilities)


@bp.post("/policy")
@needs(Capability.APPROVE)
def change_policy() -> Response:
    """One table, all of it."""
    country = _country(request.form.get("country", ""))
    try:
        role = Role(request.form.get("role", ""))
        treatments = {party: Treatment(request.form[party.value]) for party in OPEN_TO_CHOICE if party.value in request.form}
        digits, since = int(request.form.get("digits", "")), int(request.form.get("since", ""))
    except ValueError:
        raise NotFound() from None
    try:
        with changing() as db:
            made = policies.change(db, country, role, treatments, digits=digits, since=since, reason=request.form.get("reason", ""), by=actor(),
                                   now=kit().now())
    except InvalidInput as error:
        flash(sentence(error, language()), "late")
    else:
        flash(_("In force: version %(version)s. Rows that were collected before must be collected again.", version=made.version), "good")
    return redirect(url_for("desk.policy", country=country), code=303)


def _country(text: str) -> str:
    """Raises NotFound."""
    if not _COUNTRY.fullmatch(text):
        raise NotFound()
    return text
