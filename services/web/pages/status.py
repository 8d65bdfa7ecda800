"""How the work stands, what failed and why, and what a person can do about it."""

from flask import Blueprint, render_template


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/status", view_func=status)


def status() -> str:
    """The work of every analyzer, and every file with a problem."""
    return render_template("status.html", place="status")
