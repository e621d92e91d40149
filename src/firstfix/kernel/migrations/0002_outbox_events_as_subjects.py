"""Events of the outbox are decided about like any subject, so they get a version of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="outboxevent", name="kernel_outbox_in_order"),
        migrations.RenameField(
            model_name="outboxevent", old_name="version", new_name="subject_version"
        ),
        migrations.AddField(
            model_name="outboxevent",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="outboxevent",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "leased"])),
                fields=["subject_type", "subject_id", "subject_version"],
                name="kernel_outbox_in_order",
            ),
        ),
    ]
