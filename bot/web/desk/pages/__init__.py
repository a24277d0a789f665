"""Pages of the desk, a module each: a router whose endpoints take a `Visit`."""
