-- PostgreSQL shares its rate counters between instances here. One file has one instance, which counts in memory.
SELECT 1;
