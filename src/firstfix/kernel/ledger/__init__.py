"""The append-only record of every command: chains per subject, checkpointed and verifiable."""
