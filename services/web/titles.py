"""What people call albums and links, and say of them: as it is kept."""

from shared.text import clean

LONGEST_NAME, LONGEST_DESCRIPTION = 200, 5000


def named(text: str) -> str:
    """A name as it is kept; empty where nothing of it can be seen."""
    return " ".join(clean(text, LONGEST_NAME).split())


def described(text: str) -> str:
    """A description as it is kept."""
    return clean(text.replace("\r\n", "\n"), LONGEST_DESCRIPTION).strip()
