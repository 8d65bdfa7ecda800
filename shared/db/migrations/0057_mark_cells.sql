-- What the files of a few cells show is read by cell, and from the index alone: of favourites, or of a camera in
-- one year, a scan of all marks would take as long as of everything.

CREATE INDEX cell_mark_cell ON cell_mark (cell_id) INCLUDE (what, name, files);
