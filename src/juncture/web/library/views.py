"""The protocols a moment can run by, each with its steps and what its rules stand on."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from juncture.practice.library.findings import findings_for
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.library.rules import rules_of
from juncture.web.parts.who import HostRequest, for_host


@for_host
def library(request: HostRequest) -> HttpResponse:
    return render(request, "library/library.html", {"protocols": list(shipped_protocols().values())})


@for_host
def protocol(request: HostRequest, protocol_id: str) -> HttpResponse:
    found = shipped_protocols().get(protocol_id)
    if found is None:
        raise Http404
    return render(
        request,
        "library/protocol.html",
        {"protocol": found, "rules": rules_of(found), "findings": findings_for(found)},
    )
