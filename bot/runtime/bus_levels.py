"""Levels of the bus, as its server says: what waits to be judged, and what could not be."""

from dataclasses import dataclass


@dataclass(slots=True)
class BusLevels:
    """The numbers of messages that wait, and of dead letters; of a moment ago."""

    waiting: int = 0
    dead: int = 0
