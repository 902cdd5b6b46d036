"""Searches for groups that go on beside the pages. One is open for a round: two would each overtake the other."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0002_sides_and_who_said_them'),
    ]

    operations = [
        migrations.CreateModel(
            name='Search',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('anew', 'Anew'), ('rest', 'Rest')], max_length=10)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('people', models.PositiveIntegerField()),
                ('seed', models.BigIntegerField()),
                ('moves', models.BigIntegerField()),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('share', models.FloatField(default=0.0)),
                ('best', models.FloatField(blank=True, null=True)),
                ('take_asked_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended', models.CharField(blank=True, choices=[('done', 'Done'), ('stopped', 'Stopped'), ('overtaken', 'Overtaken'), ('failed', 'Failed')], max_length=10)),
                ('message', models.TextField(blank=True)),
                ('put_away_at', models.DateTimeField(blank=True, null=True)),
                ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='practice.composition')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='practice.host')),
                ('composition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='practice.composition')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='searches', to='practice.round')),
            ],
            options={
                'db_table': 'search',
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('round',), name='search_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('ended', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), models.Q(('ended', ''), _negated=True)), _connector='OR'), name='search_ended_somehow')],
            },
        ),
    ]
