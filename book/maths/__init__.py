"""Formulas: TeX → MathML, MathML of others made safe, MathML drawn. Pure: text in, text out.

A formula is kept with both: the TeX as it was written, and MathML for those who show it. Reading systems know MathML, print gets a
drawing.
"""
