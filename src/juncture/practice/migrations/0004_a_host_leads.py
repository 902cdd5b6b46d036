"""That a host leads stands in a row of its own, so that a room which opens later follows from its opening."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0003_searches_for_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lead",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practice.host",
                    ),
                ),
                (
                    "moment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lead", to="practice.moment"
                    ),
                ),
            ],
            options={"db_table": "lead"},
        ),
    ]
