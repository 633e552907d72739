"""Fonts as bytes: cut down to what a book holds, and chosen for what they are to draw. No disk."""
