-- Pledges that are to be cancelled later: lists of promises show them until then.
CREATE INDEX pledges_cancelled_on ON pledges (cancelled_on) WHERE cancelled_on IS NOT NULL;
