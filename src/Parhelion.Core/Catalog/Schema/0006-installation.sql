-- What the database says of itself, by name:
--   id        of this installation; made when it is served for the first time
--   copy_of   the id of the installation that this one is a copy of, until it is served
--   copy_run  the run that writes the copy; while it is here the copy is not whole, and nobody serves it
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
