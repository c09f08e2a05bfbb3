"""The database tables of the office."""
