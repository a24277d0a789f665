"""Inference: the bundle, the encoder, calibration, the scorer, explanations, language detection."""
