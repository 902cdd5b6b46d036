"""The manager of every table that belongs to a community: a query outside the community's scope raises."""

from typing import TypeVar

from django.db import models
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

M = TypeVar("M", bound=models.Model, covariant=True)


class ScopedManager(models.Manager[M]):
    """`ScopedManager(community="member__community")`: the path from the row to its community.

    What django-scopes' own does, as one class instead of one made on the fly, so that the types of what it
    finds are known.
    """

    def __init__(self, *, community: str = "") -> None:
        super().__init__()
        self.community = community

    def get_queryset(self) -> models.QuerySet[M]:
        scope = get_scope()
        if not scope.get("_enabled", True):
            return super().get_queryset()
        if "community" not in scope:
            disabled: models.QuerySet[M] = DisabledQuerySet(
                self.model, using=self._db, missing_scopes={"community"}
            )
            return disabled
        # Django makes managers of relations from the class, without our argument: the model's own knows the path.
        path = self.community or self.model._default_manager.community  # type: ignore[attr-defined]
        found: models.QuerySet[M] = super().get_queryset().filter(**{path: scope["community"]})
        return found

    def all(self) -> models.QuerySet[M]:
        # Django's own returns the query set as it is, which keeps prefetched rows; a disabled one has to raise.
        found = self.get_queryset()
        return found.all() if isinstance(found, DisabledQuerySet) else found
