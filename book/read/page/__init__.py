"""Saved pages: which part of one is the article, and what the page says of itself."""
