"""How many pieces one case may replace before a manager has to approve it (S1-R12)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the limit to organisations; it is empty, so nothing changes until somebody sets it."""

    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="replacement_limit_count",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="pieces that a case may replace without a manager"
            ),
        ),
    ]
