"""`juncture demo`: a community in mid-season on this machine, to click through from intake to report."""

import argparse
import json
import os
import socket
import sys
import time
import webbrowser
from io import StringIO
from pathlib import Path
from urllib.parse import urljoin

from juncture.site import preparing, serving
from juncture.site.commands import Verbs
from juncture.site.refusal import Refusal

PORT = 8000


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser("demo", help="a demo community in mid-season, on this machine")
    verb.add_argument("--port", type=int, help=f"{PORT} or the next free one, unless named")
    verb.add_argument(
        "--host", default="127.0.0.1", help="an address of this machine (0.0.0.0: any), for a phone"
    )
    verb.add_argument("--no-browser", action="store_true", help="print the links and open none")
    verb.add_argument("--prepare-only", action="store_true", help="make and seed everything, then end")
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    started = time.monotonic()
    port = choose_port(asked.host, asked.port)
    base = f"http://{address_for_people(asked.host)}:{port}"
    links = prepare(base, asked.host)
    if asked.prepare_only:
        print(f"  Ready after {time.monotonic() - started:.1f} s; juncture demo serves it.")
        return 0

    def tell() -> None:
        print_links(base, links, asked.host, time.monotonic() - started)
        if not asked.no_browser and can_open_a_browser():
            webbrowser.open(links.get("host", base))

    with preparing.running_mark(Path(os.environ["JUNCTURE_VAR"])):
        serving.serve(asked.host, port, tell)
    print("\n  Stopped. Everything is kept; ./juncture demo goes on from here.")
    return 0


def choose_port(host: str, wanted: int | None) -> int:
    if wanted is not None and not 1 <= wanted <= 65535:
        raise Refusal(f"There is no port {wanted}.", "name one from 1024 to 65535: --port N")
    if serving.is_free(host, wanted or PORT):
        return wanted or PORT
    free = serving.free_port(host, (wanted or PORT) + 1)
    if wanted is not None:
        raise Refusal(f"Port {wanted} is taken by another program.", f"port {free} is free: --port {free}")
    print(f"  Port {PORT} is taken by another program; using {free}.")
    return free


def prepare(base: str, host: str) -> dict[str, str]:
    """Folder, secret, tables, static files and the season; what stands already is left alone."""
    var = Path(os.environ.setdefault("JUNCTURE_VAR", str(Path.cwd() / "var"))).resolve()
    preparing.make_var(var)
    os.environ["JUNCTURE_DEMO"] = "true"
    os.environ["JUNCTURE_BASE_URL"] = base
    if host not in ("127.0.0.1", "localhost"):
        names = {"127.0.0.1", "localhost", address_for_people(host), host}
        os.environ["JUNCTURE_ALLOWED_HOSTS"] = ",".join(sorted(names))
    with preparing.one_at_a_time(var):
        from juncture.site.command import set_up_django

        set_up_django()
        if preparing.migrations_waiting():
            print("  Making the tables.", flush=True)
            preparing.migrate()
        preparing.collect_static()
        return seed(base)


def seed(base: str) -> dict[str, str]:
    from django.core.management import CommandError, call_command

    print("  Looking after the demo community.", flush=True)
    told = StringIO()
    try:
        call_command("seed_demo", stdout=told)
    except CommandError as fault:
        raise Refusal(
            f"The demo community could not be made: {fault}", "move var away, then start again."
        ) from fault
    links = json.loads(told.getvalue())
    return {
        who: urljoin(f"{base}/", link)
        for who, link in links.get("links", links).items()
        if isinstance(link, str)
    }


def print_links(base: str, links: dict[str, str], host: str, seconds: float) -> None:
    print(f"\n  Juncture is ready at {base}   (after {seconds:.1f} s)\n")
    for who, what in (
        ("host", "Host: the season, its tensions and moments"),
        ("member", "Member: on a phone"),
        ("facilitator", "Facilitator: a room that is running now"),
        ("stakeholder", "Stakeholder: the de-identified report"),
    ):
        if who in links:
            print(f"  {what}\n    {links[who]}\n")
    if "member" in links:
        print_qr(links["member"])
    if host in ("127.0.0.1", "localhost"):
        print("  To let a phone in this network in: ./juncture demo --host 0.0.0.0")
    else:
        print("  Anybody in this network can open these links while this runs.")
    print("  Mails are files in var/mail. Ctrl-C ends it.\n", flush=True)


def print_qr(link: str) -> None:
    """Only where the terminal can show half blocks."""
    import segno

    if (sys.stdout.encoding or "").lower().replace("-", "") == "utf8":
        segno.make(link, error="l").terminal(compact=True, border=2)
        print()


def address_for_people(host: str) -> str:
    """What to type on a phone: 0.0.0.0 is an address to listen on, not one to go to."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        return f"[{host}]" if ":" in host else host
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(
                ("192.0.2.1", 9)
            )  # a documentation address; nothing is sent, only a route is looked up
            return str(probe.getsockname()[0])
    except OSError:
        return "127.0.0.1"


def can_open_a_browser() -> bool:
    """Not over ssh and not in a container, where a text browser would take over the terminal."""
    has_screen = sys.platform == "darwin" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return sys.stdout.isatty() and has_screen
