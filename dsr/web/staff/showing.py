"""A letter is looked at before it goes out: the same form is sent again with what was seen. Invariant: what is only shown has changed nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import flask
from flask import render_template, url_for
from sqlalchemy.orm import Session

from dsr.domain import national_ids
from dsr.services import shown
from dsr.services.shown import Look
from dsr.web.ports import kit

_SEEN = "seen"
_Done = TypeVar("_Done")


def sent(db: Session, reference: str, deed: Callable[[], _Done]) -> _Done | Look:
    """What the deed gives, once its letters were seen; else what there is to see. Raises as `shown.send`."""
    return shown.send(db, reference, deed, seen=flask.request.form.get(_SEEN, ""), vault=kit().vault, settings=kit().settings)


def page(look: Look, reference: str, back: str = "") -> str:
    """The letters, and the button that sends them: the form goes where it came from, with all that was typed but for a national number, which stands
    on no page."""
    typed = [(name, national_ids.without(value)[0]) for name, value in flask.request.form.items(multi=True) if name not in (_SEEN, "csrf_token")]
    return render_template("staff/shown.html", look=look, reference=reference, typed=typed, back=back or url_for("desk.show", reference=reference))
