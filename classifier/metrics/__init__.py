"""Metrics: formulas, ranking, bootstrap intervals, thresholds for a precision. Needs only numpy, and scipy for thresholds."""
