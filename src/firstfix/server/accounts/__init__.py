"""The pages by which people come in, and where they keep their account."""
