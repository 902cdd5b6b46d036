from django.urls import path

from juncture.web.design import (
    calling_off,
    checking,
    comparing,
    composing,
    exporting,
    moments,
    planning,
    publishing,
    searching,
    weighing,
)

_MOMENT = "c/<slug:slug>/moments/<int:moment_id>/"

urlpatterns = [
    path("c/<slug:slug>/moments/", moments.moments, name="moments"),
    path("c/<slug:slug>/moments/new/", planning.plan_moment, name="plan_moment"),
    path("c/<slug:slug>/moments/check/", checking.check_new_plan, name="check_new_plan"),
    path(_MOMENT, moments.moment, name="moment"),
    path(f"{_MOMENT}plan/", planning.plan_edit, name="plan_edit"),
    path(f"{_MOMENT}check/", checking.check_plan, name="check_plan"),
    path(f"{_MOMENT}check/mend/", checking.mend_plan, name="mend_plan"),
    path(f"{_MOMENT}check/undo/", checking.unmend_plan, name="unmend_plan"),
    path(f"{_MOMENT}check/silence/", checking.silence_rule, name="silence_rule"),
    path(f"{_MOMENT}check/hear/", checking.hear_rule, name="hear_rule"),
    path(f"{_MOMENT}times/", planning.times_edit, name="times_edit"),
    path(f"{_MOMENT}drop/", calling_off.drop, name="drop_moment"),
    path(f"{_MOMENT}call-off/", calling_off.off, name="call_off"),
    path(f"{_MOMENT}groups/", composing.compose, name="compose"),
    path(f"{_MOMENT}groups/change/", composing.rearrange, name="rearrange"),
    path(f"{_MOMENT}groups/weigh/", weighing.weigh, name="weigh"),
    path(f"{_MOMENT}groups/search/", searching.search, name="search"),
    path(f"{_MOMENT}groups/compare/", comparing.compare_groups, name="compare_groups"),
    path(f"{_MOMENT}groups/table-plan/", exporting.table_plan, name="table_plan"),
    path(f"{_MOMENT}groups.csv", exporting.groups_csv, name="groups_csv"),
    path(f"{_MOMENT}publish/", publishing.publish, name="publish"),
]
