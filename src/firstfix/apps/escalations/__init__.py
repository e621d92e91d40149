"""Escalations: an explicit ask to another team, which accepts it or returns it with reasons."""
