"""What happens on a desk, told to all of its pages as server-sent events (HTML Standard, 9.2)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any


class Events:
    """Who listens, and what they are told."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str]] = set()

    def listen(self) -> asyncio.Queue[str]:
        """What happens from now on, as the texts of events."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[str]) -> None:
        """Hears no more."""
        self._listeners.discard(queue)

    def tell(self, event: str, data: Mapping[str, Any]) -> None:
        """Tells all pages that something happened."""
        text = f"event: {event}\ndata: {json.dumps(data)}\n\n"
        for queue in self._listeners:
            queue.put_nowait(text)
