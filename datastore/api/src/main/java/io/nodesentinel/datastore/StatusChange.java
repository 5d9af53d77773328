package io.nodesentinel.datastore;

import io.nodesentinel.crds.HealthEventStatus;

/// One event and the whole status that it shall have.
public record StatusChange(EventRef ref, HealthEventStatus status) {}
