"""The process that carries out consequences and jobs."""
