"""Kept mail lies whole among the stored bytes; the row names it by its hash."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_swarms_drafts_policies"),
    ]

    operations = [
        migrations.RemoveField(model_name="quarantinedmessage", name="raw"),
        migrations.AddField(
            model_name="quarantinedmessage",
            name="raw_sha256",
            field=models.CharField(blank=True, db_index=True, max_length=64, default=""),
            preserve_default=False,
        ),
    ]
