"""A library: one archive of articles, an index of it, many books made of it, and a catalogue that readers open.

`settings` says which books there are, `index` knows every article once, `plan` shares them out, `making` makes what changed, and
`catalogue` writes what is known of the books as feeds, pages and tables.
"""
