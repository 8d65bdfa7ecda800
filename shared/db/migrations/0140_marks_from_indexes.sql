-- What a label, tag or place has in which cell or month is read from an index alone; the rows of one mark lie
-- apart in the table.

ALTER TABLE cell_mark DROP CONSTRAINT cell_mark_pkey;
ALTER TABLE cell_mark ADD PRIMARY KEY (what, name, cell_id) INCLUDE (files, bytes);
CREATE INDEX mark_month_mark ON mark_month (what, name, month) INCLUDE (files);
