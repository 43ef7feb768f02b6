"""Administration of staff. Invariant: what a member may is decided by a verb; the page only says what came of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.services import staffing as verbs
from dsr.services.read import staff as read
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.member_forms import FirstPasswordForm, MemberForm, RoleForm

Page = str | Response | tuple[str, int]


@bp.get("/staff")
@needs(Capability.ADMIN)
def members() -> Page:
    return _page(MemberForm(is_empty=True))


@bp.post("/staff")
@needs(Capability.ADMIN)
def add_member() -> Page:
    form = MemberForm()
    if not form.is_right():
        return _page(form, 422)
    try:
        with kit().database.transaction() as db:
            verbs.hire(db, form.text("email"), verbs.role_named(form.text("role")), str(form["password"].data), by=actor(), now=kit().now())
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()))
        return _page(form, 422)
    except Conflict:
        form.refuse("email", _("Somebody has this address already."))
        return _page(form, 409)
    flash(_("Added. Give them the first password in person; they change it on the page of their account."), "good")
    return redirect(url_for("desk.members"), 303)


@bp.get("/staff/<int:member>")
@needs(Capability.ADMIN)
def member(member: int) -> Page:
    return _one(member, FirstPasswordForm(is_empty=True))


@bp.post("/staff/<int:member>/role")
@needs(Capability.ADMIN)
def change_member_role(member: int) -> Page:
    form = RoleForm()
    if not form.is_right():
        raise NotFound()
    role = verbs.role_named(form.text("role"))
    return _done(member, lambda db: verbs.change_role(db, member, role, by=actor(), now=kit().now()),
                 _("The role has changed. It holds from the next page that they open."))


@bp.post("/staff/<int:member>/disable")
@needs(Capability.ADMIN)
def disable_member(member: int) -> Page:
    return _done(member, lambda db: verbs.disable(db, member, by=actor(), now=kit().now()), _("They are out, and cannot come in any more."))


@bp.post("/staff/<int:member>/enable")
@needs(Capability.ADMIN)
def enable_member(member: int) -> Page:
    return _done(member, lambda db: verbs.enable(db, member, by=actor(), now=kit().now()), _("They may come in again."))


@bp.post("/staff/<int:member>/end-sessions")
@needs(Capability.ADMIN)
def end_member_sessions(member: int) -> Page:
    return _done(member, lambda db: verbs.end_sessions(db, member, by=actor(), now=kit().now()), _("They have to sign in again everywhere."))


@bp.post("/staff/<int:member>/reset-second-factor")
@needs(Capability.ADMIN)
def reset_member_second(member: int) -> Page:
    return _done(member, lambda db: verbs.reset_second(db, member, by=actor(), now=kit().now()),
                 _("Their device and recovery codes are of no use any more. They sign in with the password and set a new device up."))


@bp.post("/staff/<int:member>/password")
@needs(Capability.ADMIN)
def set_member_password(member: int) -> Page:
    form = FirstPasswordForm()
    if not form.is_right():
        return _one(member, form, 422)
    try:
        hashed = verbs.hashed(str(form["password"].data))
    except InvalidInput as error:
        form.refuse("password", sentence(error, language()), is_emptied=True)
        return _one(member, form, 422)
    return _done(member, lambda db: verbs.set_password(db, member, hashed, by=actor(), now=kit().now()),
                 _("The password has changed, and their sessions have ended. Give them the new one in person."))


def _done(member: int, verb: Callable[[Session], None], words: str) -> Response:
    try:
        with kit().database.transaction() as db:
            verb(db)
    except NotAllowed as error:
        if "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")
    else:
        flash(words, "good")
    return redirect(url_for("desk.member", member=member), 303)


def _page(form: MemberForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        rows, tries = read.members(db, now=kit().now()), read.attempts(db, vault=kit().vault)
    return render_template("staff/members.html", form=form, members=rows, attempts=tries, roles=_roles()), status


def _one(member: int, form: FirstPasswordForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        row = read.member(db, member, now=kit().now())
        tries = read.attempts(db, vault=kit().vault, only=row.email)
    return render_template("staff/member.html", form=form, member=row, attempts=tries, roles=_roles(), is_self=row.id == actor().id), status


def _roles() -> tuple[StaffRole, ...]:
    return tuple(StaffRole)
