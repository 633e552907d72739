"""`python -m book` is the command `wenxuan`."""

from book.command.main import main

main()
