"""Reports that arrive by themselves: a mail with its thread, an alert of the monitoring."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from firstfix.apps.cases.commands import add_note, post_message
from firstfix.apps.cases.models import Message
from firstfix.apps.directory.models import ContactChannel
from firstfix.cli.demo_region.making import Refusing, demo_id
from firstfix.cli.demo_region.people import actor, person_id
from firstfix.cli.demo_region.playing import Play
from firstfix.connectors.alertmanager import take_in
from firstfix.connectors.mail import take_in_mail
from firstfix.kernel import clock
from firstfix.kernel.refusal import Refusal

__all__ = ["open_from_alert", "open_from_mail"]

_DESK = "ines"


def open_from_mail(play: Play) -> None:
    """Let the customer write, the desk ask back, and the customer answer."""
    play.made["case"] = _take_in(play, play.story["description"], "first")
    words = "Thank you. Which lamp is on at the device, and since when is it like that?"
    play.do(_DESK, post_message, play.made["case"], words=words, after_minutes=18)
    asked = Message.objects.filter(case=play.made["case"], direction="outbound").latest("written_at")
    play.at += timedelta(minutes=34)
    _take_in(play, "The orange one, since about seven this morning.", "second", asked.message_id)


def open_from_alert(play: Play) -> None:
    """Let the customer's monitoring report it."""
    story, source = play.story, f"alerts-{play.customer.code}"
    labels = {"alertname": story["code"].title().replace("-", ""), "severity": "critical"}
    alert = {
        "status": "firing",
        "labels": labels | {"instance": f"{story['family']}-1"},
        "annotations": {"summary": story["title"]},
        "startsAt": (play.at - timedelta(minutes=4)).isoformat(),
        "fingerprint": demo_id("alert", play.key).hex[:16],
    }
    body = {
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{labels["alertname"]}"}}',
        "status": "firing",
        "commonLabels": labels,
        "commonAnnotations": {"summary": story["title"], "description": story["description"]},
        "alerts": [alert],
    }
    with clock.frozen_at(play.at):
        taken = take_in(actor(_DESK), source, body)
    if isinstance(taken, Refusal):
        raise Refusing(f"{play.key}: {taken.text()} {dict(taken.fields)}")
    play.made["case"] = UUID(taken["case"])
    words = "Came in from the monitoring; nobody has called about it yet."
    play.do(_DESK, add_note, play.made["case"], words=words, after_minutes=6)


def _take_in(play: Play, words: str, name: str, answers: str = "") -> UUID:
    mail = EmailMessage()
    address = ContactChannel.objects.get(person=person_id(play.contact), kind="email").address
    mail["From"] = f"{play.contact_name} <{address}>"
    mail["To"] = "service-desk@rheinbogen.example"
    mail["Subject"] = f"Re: {play.story['title']}" if answers else play.story["title"]
    mail["Date"] = format_datetime(play.at)
    mail["Message-ID"] = f"<{demo_id('mail', play.key, name)}@{play.customer.code}.example>"
    if answers:
        mail["In-Reply-To"] = f"<{answers}>"
    mail.set_content(f"{words}\n\nKind regards\n{play.contact_name}\n")
    with clock.frozen_at(play.at):
        taken = take_in_mail(mail.as_bytes(), "service-desk")
    if taken.case is None:
        raise Refusing(f"{play.key}: the mail was {taken.outcome}: {taken.words}")
    return UUID(str(taken.case.pk))
