"""`bowerbird models try|drop`: another model beside the one at work."""

import click

from services.cli import library
from services.cli.answers import answer, json_option
from shared import settings as environment
from shared.db import editions

BY = "bowerbird"  # who is told to have done it


@click.command("try")
@click.argument("analyzer")
@click.argument("model")
@click.option(
    "--sample",
    type=click.IntRange(1, editions.LARGEST),
    default=editions.SAMPLE,
    show_default=True,
    help="Files.",
)
@click.option("--all", "whole", is_flag=True, help="The whole library, when the rest is done.")
@json_option
def try_model(analyzer: str, model: str, *, sample: int, whole: bool, as_json: bool) -> None:
    """Let MODEL look at a sample beside the one at work; what it finds serves nobody."""
    with library.opened(environment.load())() as conn:
        edition = editions.begin(conn, analyzer, model, sample=None if whole else sample, by=BY)
    document = {"analyzer": analyzer, "model": model, "edition": edition, "sample": None if whole else sample}
    answer(
        document, as_json, lambda: click.echo(f"{model} is tried; see `bowerbird models compare {analyzer}`")
    )


@click.command("drop")
@click.argument("analyzer")
@json_option
def drop_model(analyzer: str, as_json: bool) -> None:
    """End the trial of ANALYZER's candidate and remove what it found."""
    with library.opened(environment.load())() as conn:
        editions.drop(conn, analyzer)
    answer({"analyzer": analyzer}, as_json, lambda: click.echo("dropped"))
