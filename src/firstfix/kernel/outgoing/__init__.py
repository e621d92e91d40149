"""Outgoing: the one point that every text and file passes on its way out.

Mail, webhooks, reports, exports, calls to other organisations: whatever leaves goes through
:func:`release`, which takes out what its audience must not read and writes down that it left
(domain.md, gate 7). ``tests/architecture/test_outgoing.py`` looks for ways round it.
"""

from firstfix.kernel.outgoing.releasing import Document, KeptFile, NotReleasable, Provenance, release

__all__ = ["Document", "KeptFile", "NotReleasable", "Provenance", "release"]
