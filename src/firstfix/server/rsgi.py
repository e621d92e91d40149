"""The entry point of ``firstfix serve``: the WSGI application behind the bridge, and live updates."""

from firstfix.server.wsgi import application as wsgi  # isort: skip - sets Django up before what needs it

from firstfix.server.bridge import Bridge
from firstfix.server.live import LIVE_PATH, LiveUpdates
from firstfix.server.middleware.body_limit import body_limit_at

application = Bridge(wsgi, limit_at=body_limit_at, held_open={LIVE_PATH: LiveUpdates()})
