"""A book that is kept going: its list of articles and the copies of its sources."""
