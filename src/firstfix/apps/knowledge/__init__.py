"""Knowledge: articles and runbooks, written by those who learned it and reviewed by somebody else."""
