"""Training: vocabulary, embeddings, teacher, networks, trainer, calibration, ONNX export. Needs TensorFlow."""
