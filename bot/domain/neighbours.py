"""Neighbours: the other processes that serve a platform without shards."""

from dataclasses import dataclass


@dataclass(slots=True)
class Neighbours:
    """The other processes of a platform, as far as one knows them: all share the calls that it allows."""

    processes: int = 1
    """Living ones, with this one."""
    is_one_silent: bool = False
    """True while one was heard of lately, and is not any more."""
