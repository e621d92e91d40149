"""Probes: they look at the network of a site and give facts, never opinions.

``run = asyncio.run(run_spec(spec, folder))`` carries out all checks of a spec at the same time. Only what
``contacts_of(spec, ...)`` lists is ever contacted: every socket comes through one door that knows the list.
"""

from firstfix.laptop.probes.contacts import Contact, contacts_of
from firstfix.laptop.probes.running import PROBES, run_spec
from firstfix.laptop.probes.vantage import observe_vantage

__all__ = ["PROBES", "Contact", "contacts_of", "observe_vantage", "run_spec"]
