"""Requests and replies: command specs, option and command parsers, independent of any platform."""
