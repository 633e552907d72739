"""The desk: a page of this machine on which an editor sees the book, decides, and builds it.

What is decided there is written into the files of the book at once, so the command line makes the same book. The page is served by
a process that reads no article (`app`); articles are read and books are made by processes of their own (`workers`, `work`).
"""
