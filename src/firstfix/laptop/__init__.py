"""The engineer's kit: what runs on a laptop on site, without a server."""
