"""The machine: which parts of the system and which fonts it has."""
