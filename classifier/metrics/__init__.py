"""Metrics: formulas, ranking, bootstrap intervals, thresholds for a precision. Needs numpy only."""
