-- What queries over documents need: the order of values, ids, and dates that are stored as text.

-- The place of a value's type in the order of values.
CREATE FUNCTION datastore_rank(value jsonb) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'number' THEN 1
        WHEN 'string' THEN 2
        WHEN 'boolean' THEN CASE WHEN value = 'true' THEN 7 ELSE 6 END
        WHEN 'object' THEN CASE
            WHEN value ? '$uuid' THEN 4 WHEN value ? '$oid' THEN 5 WHEN value ? '$date' THEN 8 ELSE 3 END
        WHEN 'array' THEN 3
        ELSE 0 END
$$;

CREATE FUNCTION datastore_number(value jsonb) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value) WHEN 'number' THEN value::numeric END
$$;

CREATE FUNCTION datastore_text(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'string' THEN value #>> '{}'
        WHEN 'object' THEN coalesce(value ->> '$date', value ->> '$uuid', value ->> '$oid') END
$$;

-- The _id of a document: its own, or the one that the row's id implies.
CREATE FUNCTION datastore_id(id uuid, document jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN document ? '_id' THEN document -> '_id'
        WHEN id::text LIKE '00000000-%'
            THEN jsonb_build_object('$oid', substr(replace(id::text, '-', ''), 9))
        ELSE jsonb_build_object('$uuid', id::text) END
$$;

-- A document with one field, a date: also where it is text, and from the row where it is missing.
CREATE FUNCTION datastore_dated(document jsonb, field text, fallback timestamptz) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
    at timestamptz := CASE
        WHEN jsonb_typeof(document -> field) = 'string' THEN datastore_time(document -> field)
        WHEN NOT document ? field THEN fallback END;
BEGIN
    IF at IS NOT NULL THEN
        RETURN jsonb_build_object(field, jsonb_build_object('$date',
            to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
    ELSIF document ? field THEN
        RETURN jsonb_build_object(field, document -> field);
    ELSE
        RETURN '{}';
    END IF;
END $$;
