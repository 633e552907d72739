"""The account of a run as text: for a terminal, for programs as JSON lines, and for an editor as one HTML page."""
