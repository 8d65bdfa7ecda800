"""Patterns of names and paths, as in `.gitignore`, that take no longer to match than they may."""

import re
from collections.abc import Iterable

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern as Pattern

STARS = 6  # in one rule: the time to match grows with the power of their number


def compiled(lines: Iterable[str]) -> tuple[GitIgnoreSpec, list[str]]:
    """The patterns, and the lines that are none."""
    patterns: list[Pattern] = []
    wrong = []
    for line in lines:
        try:
            patterns += _pattern(line)
        except (ValueError, re.error):
            wrong.append(line)
    return GitIgnoreSpec(patterns), wrong


def _pattern(line: str) -> list[Pattern]:
    if line.replace("**", "*").count("*") > STARS:
        raise ValueError("matching it could take for ever")
    return list(GitIgnoreSpec.from_lines([line]).patterns)
