"""Evaluation: metrics of a bundle on data sets, and its model card."""
