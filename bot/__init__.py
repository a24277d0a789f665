"""Parley: a moderation bot that scores every message on the machine it runs on.

The steps of a message, and where each is:

    Message            domain/message.py, converted by platforms/*/inbound/
    -> CleanText       classifier.clean
    -> Scores          runtime/async_scorer.py
    -> Verdict         domain/verdict.py, by domain/policy.py
    -> Case (pending)  store/cases.py
    -> Outcome         moderation/enforcement.py, carried out by platforms/*/outbound/
    -> Case (closed)   store/cases.py
    -> Alert           alerts/alert.py, shown by platforms/*/outbound/

`moderation/pipeline.py` is that line as code. `runner.py` serves one platform by it,
`commands/dispatcher.py` answers moderators, `runtime/platform_port.py` says what a platform must be able
to do, and `app.py` builds it all.
"""
