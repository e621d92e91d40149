"""A change knows the version at which its plan was last written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add it; plans that are there count as written at the beginning."""

    dependencies = [("visits", "0002_reports_erased")]

    operations = [
        migrations.AddField(
            model_name="change", name="plan_version", field=models.PositiveIntegerField(default=1)
        ),
    ]
