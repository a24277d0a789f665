"""Pure types and rules: messages, labels at work, policies, verdicts, cases, strikes. No I/O, no clock, no platform."""
