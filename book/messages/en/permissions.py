"""The words of the command `permissions` and of the list that it writes."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "help.command.permissions": "List the authors of a book, their articles, and what these say of reprinting, as permissions.html and permissions.csv: to write to before anything is printed.",
    "permissions.heading": "Permissions: {title}",
    "permissions.lead": "What the articles say of themselves, read by a program: look at each notice before you rely on it. An article that says nothing may not be reprinted without leave.",
    "permissions.nobody": "No author is named",
    "permissions.author": "Author",
    "permissions.title": "Title",
    "permissions.site": "Site",
    "permissions.date": "Date",
    "permissions.address": "Address",
    "permissions.leave": "Reprinting",
    "permissions.notices": "Notices",
    "permissions.contact": "Contact",
    "permissions.source": "Source",
    "leave.forbidden": "Forbidden",
    "leave.ask": "To be asked for",
    "leave.unknown": "Nothing is said: to be asked for",
    "leave.free": "Allowed, under the terms that are named",
    "error.no-rows.next": "Look at the sources, and what is said of each above.",
}  # fmt: skip
