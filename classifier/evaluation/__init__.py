"""Evaluation: measures of a bundle on data sets, and its model card."""
