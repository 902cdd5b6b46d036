"""Members from a CSV: upload, map the columns, look at every row, confirm."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.people.describing import dimensions_of
from juncture.practice.people.errors import PeopleTrouble
from juncture.practice.people.importing import confirm_import, plan_import, upload
from juncture.practice.people.models import MemberImport
from juncture.practice.people.reading_tables import MOST_BYTES, read_table
from juncture.web.account.forms import ColumnsForm, UploadForm
from juncture.web.parts.who import HostRequest, for_host

SHOWN = 100


@for_host
def import_members(request: HostRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # One byte more than is taken, so that a larger file is seen to be larger without reading it whole.
            pending = upload(request.community, file.read(MOST_BYTES + 1), file.name or "", by=request.host)
        except PeopleTrouble as trouble:
            form.add_error("file", str(trouble))
        else:
            return redirect("import_map", slug=request.community.slug, import_id=pending.pk)
    return render(request, "account_pages/import.html", {"form": form})


@for_host
def import_map(request: HostRequest, import_id: int) -> HttpResponse:
    pending = MemberImport.objects.filter(
        community=request.community, host=request.host, pk=import_id
    ).first()
    if pending is None:
        raise Http404
    if pending.confirmed_at:
        return render(request, "account_pages/imported.html", {"pending": pending})
    table = read_table(pending.content)
    dimensions = list(dimensions_of(request.community.pk))
    form = ColumnsForm(
        request.POST or None, columns=table.columns, dimensions=dimensions, initial=pending.columns
    )
    if request.method == "POST" and form.is_valid():
        pending.columns = form.chosen()
        pending.save(update_fields=["columns"])
        if "confirm" in request.POST:
            return _confirm(request, pending)
        return redirect("import_map", slug=request.community.slug, import_id=pending.pk)
    plan = plan_import(pending) if {"name", "email"} <= set(pending.columns) else None
    return render(
        request,
        "account_pages/import_map.html",
        {"pending": pending, "table": table, "form": form, "plan": plan, "shown": SHOWN},
    )


def _confirm(request: HostRequest, pending: MemberImport) -> HttpResponse:
    plan = confirm_import(pending, by=request.host)
    messages.success(
        request,
        ngettext("%(new)d member is new", "%(new)d members are new", len(plan.new)) % {"new": len(plan.new)}
        + _(", %(changed)d changed, %(unchanged)d were here already, %(left)d lines were left out.")
        % {"changed": len(plan.changed), "unchanged": plan.unchanged, "left": len(plan.troubles)},
    )
    return redirect("members", slug=request.community.slug)
