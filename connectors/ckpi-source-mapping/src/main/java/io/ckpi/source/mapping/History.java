package io.ckpi.source.mapping;

/**
 * How the previous state of an entity is found in a table that holds its states in the order of time.
 *
 * @param entity number of the column that names the entity
 * @param state number of the column that holds its state
 * @param previous number under which the previous state is read
 */
record History(int entity, int state, int previous) {}
