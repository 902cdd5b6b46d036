"""How much somebody has just done of what is bounded."""

from django.db import models


class Bucket(models.Model):
    """A token bucket in one date: when it will be full again. One that is full says nothing and is dropped.

    The key is a hash, so that the table tells nobody's address. It belongs to no community: whoever asks to sign in
    isn't known yet.
    """

    key = models.CharField(max_length=64, primary_key=True)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "bucket"
