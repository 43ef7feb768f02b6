"""Companies out of a file, at the desk: what would become of each line is shown, and done when that button is pressed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.services import company_import, own_entity
from dsr.services.company_import import Became, Report
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.form import Form
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp

Answer = str | Response | tuple[str, int]


class ImportForm(Form):
    """The file is taken from the HTTP request as it is."""


class _TakenBack(Exception):
    """Everything was done to see what would become of it."""


@bp.get("/companies/import")
@needs(Capability.TRIAGE)
def show_import() -> Answer:
    return _page()


@bp.post("/companies/import")
@needs(Capability.TRIAGE)
def import_companies() -> Answer:
    file, is_kept = request.files.get("file"), request.form.get("do") == "import"
    try:
        if file is None or not file.filename:
            raise InvalidInput(field="file", problem="no_file")
        report = _carried_in(company_import.read(file.stream.read()), is_kept=is_kept)
    except InvalidInput as error:
        return _page(problem=sentence(error, language()), status=422)
    if not is_kept or report.is_refused:
        return _page(report, status=422 if report.is_refused else 200)
    flash(_("Imported: %(added)s new, %(changed)s changed, %(same)s as they were.", added=report.count(Became.ADDED),
            changed=report.count(Became.CHANGED), same=report.count(Became.SAME)), "good")
    return redirect(url_for("desk.companies"), 303)


def _carried_in(lines: list[company_import.Given], *, is_kept: bool) -> Report:
    now = kit().now()
    today, report = now.astimezone(ZoneInfo(kit().settings.entity_timezone)).date(), Report(())
    try:
        with changing() as db:
            entity = own_entity.own(db, kit().settings)
            report = company_import.carry_in(db, lines, entity_id=entity.id, today=today, by=actor(), now=now)
            if report.is_refused or not is_kept:
                raise _TakenBack
    except _TakenBack:
        pass
    return report


def _page(report: Report | None = None, *, problem: str = "", status: int = 200) -> Answer:
    refused = [(line, sentence(line.error, language())) for line in report.lines if line.error] if report else []
    return render_template("staff/company_import.html", report=report, refused=refused, problem=problem, columns=company_import.COLUMNS,
                           counts={one.value: report.count(one) for one in Became} if report else {}), status
