"""Where one can go: the places of the navigation that this application has."""

from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, current_app, url_for

from services.web.context import account, within
from services.web.operations import RANK
from services.web.reach import keeps
from services.web.words import _
from shared.people import Role

Group = Literal["pictures", "work", "house"]
FAVOURITES = (("favourite", "1"),)


@dataclass(frozen=True)
class Place:
    """A page one can go to; `name` is what a template calls itself by as `place`."""

    name: str
    endpoint: str
    title: str
    icon: str
    group: Group
    role: Role = "viewer"
    parameters: tuple[tuple[str, Any], ...] = ()

    @property
    def href(self) -> str:
        """Its address."""
        return url_for(self.endpoint, **dict(self.parameters))


def name_places(app: Flask) -> None:
    """Let templates list the places."""
    app.context_processor(lambda: {"places": places})


def places() -> list[Place]:
    """The places that the person who asks may enter."""
    held = account()
    rank, confined = RANK[held.role] if held else 0, within() is not None
    return [
        place
        for place in _every()
        if place.endpoint in current_app.view_functions
        and RANK[place.role] <= rank
        and (not confined or keeps(place.endpoint))
    ]


def _every() -> tuple[Place, ...]:
    return (
        Place("library", "pages.library", _("Library"), "pictures", "pictures"),
        Place("map", "pages.map", _("Map"), "pin", "pictures"),
        Place("crowd", "pages.crowd", _("People"), "face", "pictures"),
        Place("albums", "pages.albums", _("Albums"), "album", "pictures"),
        Place("favourites", "pages.library", _("Favourites"), "heart", "pictures", parameters=FAVOURITES),
        Place("on_this_day", "pages.on_this_day", _("On this day"), "date", "pictures"),
        Place("upload", "pages.upload", _("Upload"), "upload", "work", "member"),
        Place("status", "pages.status", _("Activity"), "status", "work"),
        Place("live", "pages.live", _("Live"), "camera", "work", "member"),
        Place("statistics", "pages.statistics", _("Statistics"), "chart", "work"),
        Place("duplicates", "pages.duplicates", _("Duplicates"), "twins", "work"),
        Place("trash", "pages.trash", _("Trash"), "trash", "work"),
        Place("people", "pages.people", _("Users"), "people", "house", "admin"),
        Place("settings", "pages.settings", _("Settings"), "gear", "house", "admin"),
        Place("outbound", "pages.outbound", _("Privacy"), "shield", "house"),
        Place("account", "pages.account", _("Account"), "person", "house"),
    )  # fmt: skip
