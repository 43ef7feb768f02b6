"""The web application: the one place where everything meets."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from dsr import web
from dsr.db import db, with_driver
from dsr.kit import Kit

_ROOT = Path(__file__).resolve().parent.parent


def create_app(kit: Kit) -> Flask:
    """The application on this kit. Views find the kit in `app.extensions["kit"]`."""
    app = Flask("dsr", root_path=str(_ROOT / "dsr"), template_folder=str(_ROOT / "templates"), static_folder=str(_ROOT / "dsr" / "static"))
    app.config["SQLALCHEMY_DATABASE_URI"] = with_driver(kit.settings.database_url.get_secret_value())
    db.init_app(app)
    app.extensions["kit"] = kit
    web.register(app, kit)
    return app
