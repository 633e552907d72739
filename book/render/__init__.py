"""Rendering: a bound `Book` → finished bytes. Only what a book looks like, never what is in it."""
