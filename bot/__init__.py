"""Parley: a moderation bot that scores every message on the machine it runs on.

The files in the order in which a message passes them:

    message -> (classifier.text.normalize) -> scoring -> verdict -> case -> actions -> alerts

`pipeline` is that line as code, `policy` what the owner wrote, `store` where cases are kept,
`platform` what a chat platform must be able to do, `platforms` those that can, and `app` the one
place that builds it all.
"""
