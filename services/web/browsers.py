"""Names a browser shortly, so that a person knows their sessions apart."""

NAMES = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
PLACES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser(agent: str) -> str:
    """Return `Firefox on Linux` or the like; browsers claim to be others too, so the order counts."""
    name = next((name for sign, name in NAMES.items() if sign in agent), "Another program")
    place = next((place for sign, place in PLACES.items() if sign in agent), None)
    return f"{name} on {place}" if place else name
