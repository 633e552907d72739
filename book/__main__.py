"""`python -m book` is the command `wenxuan`."""

from book.command.main import entry

if __name__ == "__main__":
    entry()
