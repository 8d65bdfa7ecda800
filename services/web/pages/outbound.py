"""What may leave the machine: every connection that this code can open, and whether it does."""

from flask import Blueprint, render_template

from services.web.context import settings
from shared import outbound


def add_to(bp: Blueprint) -> None:
    """Add this page's route."""
    bp.add_url_rule("/outbound", "outbound", connections)


def connections() -> str:
    """The list; what is off is listed too."""
    held = settings()
    everything = [(one, one.place(held)) for one in outbound.EVERY]
    return render_template(
        "outbound.html",
        place="outbound",
        part="outbound",
        others=[(one, place) for one, place in everything if not one.own],
        own=[(one, place) for one, place in everything if one.own],
        makers=outbound.makers(),
    )
