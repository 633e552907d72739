"""`python -m book` is the command `wenxuan`."""

from book.cli import main

main()
