"""The seams at which parts meet: the platform port, the async scorer, the error boundary, results and statistics."""
