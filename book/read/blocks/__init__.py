"""Elements of a page or a text → the blocks and lines of the tree."""
