-- Digits exactly where they belong: what PostgreSQL might refuse must not be cast without a net.
DO $migration$
BEGIN
    EXECUTE replace($code$
        CREATE OR REPLACE FUNCTION @schema@.datastore_is_time(t text) RETURNS boolean
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT translate(substr(t, 1, 19), '0123456789', '##########') = '####-##-##T##:##:##'
                AND (substr(t, 20) = 'Z' OR (length(t) BETWEEN 22 AND 30
                    AND substr(t, 20, 1) = '.' AND right(t, 1) = 'Z'
                    AND translate(substr(t, 21), '0123456789', '') = 'Z'))
                AND left(t, 2) IN ('19', '20')
                AND substr(t, 6, 2) BETWEEN '01' AND '12' AND substr(t, 9, 2) BETWEEN '01' AND '28'
                AND substr(t, 12, 2) <= '23' AND substr(t, 15, 2) <= '59' AND substr(t, 18, 2) <= '59'
        $$
        $code$, '@schema@', quote_ident(current_schema()));
END $migration$;
