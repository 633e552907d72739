"""The PDF by the second press: a bound `Book` → files of Typst, and what is asked of the file that is made of them. Pure."""
