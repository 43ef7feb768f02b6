"""The web application for a WSGI server: `gunicorn wsgi:app`."""

import os

from config import load
from dsr.app import create_app
from dsr.kit import make_kit
from workers.dispatch import make_dispatcher

settings = load(os.environ)
app = create_app(make_kit(settings, os.environ, make_dispatcher(settings)))
