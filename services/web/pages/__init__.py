"""The pages that people see: HTML from templates, one module per page."""

from flask import Blueprint

from services.web.pages import (
    account,
    album,
    albums,
    analyzers,
    atlas,
    compare,
    crowd,
    disputed,
    duplicates,
    faces,
    folders,
    found,
    judging,
    library,
    live,
    loose,
    marks,
    media,
    moments,
    narrow,
    on_this_day,
    outbound,
    people,
    person,
    portrait,
    remarks,
    searches,
    seasons,
    shares,
    sidecars,
    similar,
    sources,
    statistics,
    status,
    switching,
    trash,
    upload,
    wording,
)

bp = Blueprint("pages", __name__)
for part in (
    library,
    media,
    upload,
    live,
    status,
    account,
    people,
    albums,
    album,
    faces,
    remarks,
    shares,
    similar,
    folders,
    searches,
):
    part.add_to(bp)
for part in (analyzers, compare, switching, duplicates, found, judging, moments, outbound, person):
    part.add_to(bp)
for part in (crowd, disputed, loose, portrait, sidecars, wording):
    part.add_to(bp)
marks.add_to(bp)
sources.add_to(bp)
seasons.add_to(bp)
atlas.add_to(bp)
on_this_day.add_to(bp)
narrow.add_to(bp)
statistics.add_to(bp)
trash.add_to(bp)
