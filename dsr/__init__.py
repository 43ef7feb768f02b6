"""Answers data subject requests for a telecom provider."""

__version__ = "0.1.0"
