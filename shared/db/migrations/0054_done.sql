-- How much of an edition is done is told by the index alone, as it was before there were editions.
DROP INDEX analysis_done;
CREATE INDEX analysis_done ON analysis (analyzer, version, ended_at) INCLUDE (edition) WHERE state = 'done';
