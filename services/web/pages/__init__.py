"""The pages that people see: HTML from templates, one module per page."""

from flask import Blueprint

from services.web.pages import account, album, albums, faces, library, marks, media, people, status, upload
from services.web.pages import analyzers, atlas, duplicates, outbound, person, remarks, sources  # isort: split

bp = Blueprint("pages", __name__)
for part in (library, media, upload, status, account, people, faces, albums, album):
    part.add_to(bp)
for part in (analyzers, duplicates, outbound, person):
    part.add_to(bp)
marks.add_to(bp)
sources.add_to(bp)
atlas.add_to(bp)
remarks.add_to(bp)
