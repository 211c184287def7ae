-- Pledges that are to be cancelled later: lists of promises show them until then.
CREATE INDEX pledges_cancelled_on ON pledges (cancelled_on) WHERE cancelled_on IS NOT NULL;

-- Coverage of a whole crisis is in the years, which hold all of the months.
CREATE INDEX coverage_cells_years ON coverage_cells (crisis, region, day) WHERE length(period) <> 7;
