"""`bowerbird doctor`: what is wrong with this machine, and what to do."""

import click

from services.cli.answers import FAILED, answer, json_option
from services.cli.checks import Check, State, every
from shared import settings as environment

MARKS = {State.OK: "ok     ", State.WARNING: "warning", State.FAILED: "FAILED "}


@click.command("doctor")
@json_option
def doctor_command(as_json: bool) -> int:
    """Check tools, folders, disk, clock, weights, broker and database; fails where one of them fails."""
    checks = list(every(environment.load()))
    failed = sum(check.state == State.FAILED for check in checks)
    document = {"ok": not failed, "checks": checks}
    answer(document, as_json, lambda: click.echo("\n".join(map(_line, checks))))
    return FAILED if failed else 0


def _line(check: Check) -> str:
    remedy = f"\n           → {check.remedy}" if check.remedy else ""
    return f"{MARKS[check.state]}  {check.name}: {check.detail}{remedy}"
