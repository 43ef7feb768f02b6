"""What every door behind a mailed link looks like: the page for the code, the session, and the page where there is none.

Invariants: a look changes nothing; a link that leads nowhere looks like one that never was; whose session it is the cookie says, never the form.
"""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField

from dsr.domain.errors import DsrError, NotAllowed, NotFound
from dsr.web.form import Form, filled
from dsr.web.ports import kit
from dsr.web.say import _, _l

Page = str | Response | tuple[str, int]


class CodeForm(Form):
    """The code from the mail."""

    code = StringField(_l("Code from the mail"), validators=[filled])


def code_page(back: str, form: CodeForm | None = None, status: int = 200) -> Page:
    """`back` is where another code can be sent from."""
    return render_template("door/code.html", form=form or CodeForm(is_empty=True), back=back), status


def enter(key: str, opened: Callable[[Session, str], str], *, inside: str, back: str) -> Page:
    """What was typed opens a session, or says why it does not. `key` is the field of the public cookie for the token of the session."""
    form = CodeForm()
    if not form.is_right():
        return code_page(back, form, 422)
    refused: DsrError | None = None
    with kit().database.transaction() as db:
        try:
            session[key] = opened(db, form.text("code"))
        except (NotAllowed, NotFound) as error:  # caught in here: the count of wrong codes is kept
            refused = error
    if refused is None:
        return redirect(url_for(inside), 303)
    if isinstance(refused, NotFound):
        raise refused
    is_over = refused.facts.get("reason") == "locked"
    form.refuse("code", _("That code is too old or was tried too often. Go back and have a new one sent.") if is_over else
                _("That code does not fit. Check it and try again; only the newest one opens."), is_emptied=True)
    return code_page(back, form, 403)


def token(key: str) -> str:
    """Of the session that this browser has opened. Raises NotFound."""
    found = session.get(key)
    if not isinstance(found, str):
        raise NotFound()
    return found


def closed(key: str) -> Page:
    """No session, or one that is over: the link in the mail opens it again."""
    session.pop(key, None)
    return render_template("door/closed.html"), 404
