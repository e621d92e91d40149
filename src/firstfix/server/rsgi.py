"""The entry point of ``firstfix serve``: the WSGI application behind the bridge."""

from firstfix.server.bridge import Bridge
from firstfix.server.middleware.body_limit import body_limit_at
from firstfix.server.wsgi import application as wsgi

application = Bridge(wsgi, limit_at=body_limit_at, held_open={})
