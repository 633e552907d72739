"""Settings of a book: their values and how they are read from a book.toml."""
