-- The world is kept in a file beside the register: it is derived, and large, and must not hold up the one who appends.
DROP TABLE snapshot_part;
DROP TABLE snapshot;
