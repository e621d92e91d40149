"""The only Django code that all capabilities share, a closed list: see docs/explanation/kernel.md."""
