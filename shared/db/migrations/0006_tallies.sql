-- Events that happen in processes nobody can ask afterwards, counted for the metrics.

CREATE TABLE tally (
    name text NOT NULL,
    analyzer text NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (name, analyzer)
);

-- A worker's role may count without a right on the table; only known analyzers are counted.
CREATE FUNCTION tell_fenced(analyzer_name text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO tally (name, analyzer, n)
    SELECT 'fenced', analyzer.name, 1 FROM analyzer WHERE analyzer.name = analyzer_name
    ON CONFLICT (name, analyzer) DO UPDATE SET n = tally.n + 1
$$;
