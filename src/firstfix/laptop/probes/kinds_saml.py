"""The probe of SAML metadata: who a provider says it is, its keys, its places. Nobody signs in."""

from __future__ import annotations

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.paging import page_of
from firstfix.laptop.probes.saml import metadata_facts
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["probe_saml"]


async def probe_saml(site: Site, check: Check) -> Seen:
    """Give what a provider's metadata say."""
    reached, page = await page_of(site, check)
    if page is None:
        return reached.seen()
    if page.facts.get("outcome") != "answered" or page.facts.get("status") != 200:
        return reached.seen(http=page.facts)
    return reached.seen(http=page.facts, saml=metadata_facts(page.body))
