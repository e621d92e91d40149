"""Remind the customer, before its date, of what they were asked to put right."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, override

from firstfix.apps.cases.commands.messaging import write_to_customer
from firstfix.apps.diagnosis.commands.remediating import keep_step
from firstfix.apps.diagnosis.models import Remediation, RemediationStepKind
from firstfix.engines.diagnosis.wording import ask_text
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.refusal import Refusal

__all__ = ["remind_remediation"]

_WORDS = mark("A reminder: by {day} UTC we asked you to put this right.")


@command(
    on="remediation",
    touches=(Touch("work_order", via="work_order_id"), Touch("case", via="work_order__case_id")),
    says=mark("The customer was reminded of something that they were asked to put right."),
    is_public=True,
)
def remind_remediation(work: Work, remediation: Remediation) -> Refusal | None:
    """Write to the customer that the date is near, once for each time that it is asked for.

    S1-D17. Nothing new leaves: what is asked for was decided by a person, and released when it was kept.
    """
    if (
        remediation.state != "asked"
        or not Remediation.objects.unreminded().filter(pk=remediation.pk).exists()
    ):
        return Refusal(
            "nothing_to_remind_of",
            mark("This is not asked for at present, or the customer was reminded of it."),
        )
    case = remediation.work_order.case
    contact = remediation.owner or case.contact
    with override(contact.language if contact else settings.LANGUAGE_CODE):
        words = gettext(_WORDS).format(day=f"{remediation.due_at:%Y-%m-%d %H:%M}")
        words += "\n\n" + ask_text(remediation.code, remediation.params, gettext)
    write_to_customer(work, case, words)
    keep_step(work, remediation, RemediationStepKind.REMINDED)
    return None
