"""Pictures of what people see, drawn from the payloads that the platforms get: `make pictures`."""
