"""Limits hold across processes: a bucket is one date, found by a hash, dropped once it is full again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0005_api_keys")]

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "bucket"},
        ),
    ]
