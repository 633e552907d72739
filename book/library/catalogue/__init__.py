"""The catalogue of a library, as files for any web server: OPDS feeds, pages, tables and records for other catalogues."""
