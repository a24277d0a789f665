"""Training: vocabulary, embeddings, networks, trainer, teacher, calibration, ONNX export. Needs TensorFlow."""
