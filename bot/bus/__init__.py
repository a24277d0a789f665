"""The bus: gateways publish messages to NATS JetStream, and workers judge and record them.

What is recorded goes back to the gateway that is connected for its community, which acts and alerts. Nothing else
knows nats.
"""
