from django.db import models


class Entry(models.Model):
    """One thing that happened, never changed afterwards.

    The journal lies below everything else, so it holds plain numbers instead of foreign keys; it never holds
    what people wrote, only that they did.
    """

    community_id = models.BigIntegerField(null=True, db_index=True)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=48)
    actor = models.CharField(max_length=48)
    noun = models.CharField(max_length=48)
    noun_id = models.BigIntegerField()
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "journal_entry"
        ordering = ("-at", "-id")
