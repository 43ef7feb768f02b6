"""HTTP in, a verb, HTML out. Invariant: a view holds no rule and no query; it hands the ports of the kit to a verb and shows what came back."""

from __future__ import annotations

from flask import Flask

from dsr.kit import Kit
from dsr.web import access, company, errors, filters, gateway, locale, numbers, owner, security, staff, subject
from dsr.web.staff import words as staff_words


def register(app: Flask, kit: Kit) -> None:
    """Put everything of the web onto an application that has the kit in its extensions."""
    security.register(app, kit.settings)
    locale.register(app, kit.settings)
    filters.register(app, kit)
    staff_words.register(app)
    errors.register(app)
    numbers.register(app)
    app.register_blueprint(subject.bp)
    app.register_blueprint(owner.bp)
    app.register_blueprint(company.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(gateway.bp)
    access.refuse_unmarked(app)
