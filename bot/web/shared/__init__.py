"""Shared by all endpoints: texts of requests, results, problems, the model's identity."""
