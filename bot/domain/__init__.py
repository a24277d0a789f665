"""Pure types and rules: messages, policies, verdicts, actions, cases, strikes. No I/O, no clock, no platform."""
