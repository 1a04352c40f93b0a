"""Gammu judges the pretend GSM modems: who they are, the network, texts both ways, USSD; gammu-smsd in daily work."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.pretend.gsm.families import GSM_FAMILIES, IMEI
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.subscribers import UssdMenu
from appliance.pretend.gsm.texts import PretendText
from tests.clients.programs import Exchange, Program, needs

pytestmark = pytest.mark.clients

LONG = "Ein langer Text, der in mehreren Teilen kommt, mit ä, ö, ü und € darin. " * 6
CYRILLIC = "Привет, это длинное сообщение из нескольких частей. " * 4
Gammu = Callable[..., str]


def begin(run: Callable[..., Program], exchange: Exchange, line: str, *command: str) -> Program:
    path = needs("gammu", "gammu")
    settings = exchange.ports.parent / f"gammurc-{line}"
    port = exchange.ports / line
    settings.write_text(f"[gammu]\ndevice = {port}\nconnection = at115200\nsynchronizetime = no\n")
    return run(path, "-c", str(settings), *command)


def said_by(program: Program) -> str:
    said = program.rest()
    assert program.process.returncode == 0, said
    return said


@pytest.fixture
def gammu(run: Callable[..., Program]) -> Gammu:
    """Runs it on the first line to its end; returns what it said."""
    return lambda exchange, *command: said_by(begin(run, exchange, "line1", *command))


def _fields(said: str) -> dict[str, str]:
    return dict(re.findall(r"^(.+?) +: (.*)$", said, re.MULTILINE))


def test_it_knows_every_family(start: Callable[..., Exchange], run: Callable[..., Program]) -> None:
    needs("gammu", "gammu")
    exchange = start(None, "--lines", str(len(GSM_FAMILIES)), "--family", ",".join(GSM_FAMILIES))
    asked = [begin(run, exchange, f"line{number}", "identify") for number in range(1, len(GSM_FAMILIES) + 1)]
    for family, program in zip(GSM_FAMILIES.values(), asked, strict=True):
        fields = _fields(said_by(program))
        maker, model = family.identities["+CGMI"][0], family.identities["+CGMM"][0]
        assert fields["Manufacturer"].lower() in (maker.lower(), family.name)
        assert model in fields["Model"]
        assert (fields["IMEI"], fields["SIM IMSI"]) == (IMEI, "262019876543210")


def test_it_finds_the_network(start: Callable[..., Exchange], gammu: Gammu) -> None:
    network = _fields(gammu(start(None, "--family", "huawei_e173"), "networkinfo"))
    assert network["Network state"] == "home network"
    assert network["Network"].startswith("262 01")
    assert network["Name in phone"] == '"Pretend"'


def test_it_reads_texts_of_every_kind(start: Callable[..., Exchange], gammu: Gammu) -> None:
    texts = (
        PretendText(number="+4915111", text="simple [text] {with} €"),
        PretendText(number="Bank", text="from a name"),
        PretendText(number="+4915112", text="zażółć 😀", at_ms=100),
        PretendText(number="+4915113", text=LONG, order=(3, 1, 2), at_ms=200),
        PretendText(number="+4915114", text=CYRILLIC, wide_reference=True, at_ms=300),
    )
    exchange = start(MobileScript(text=texts), "--family", "gsm_generic")
    gammu(exchange, "identify")  # the network delivers when the modem has been spoken to
    said, parts = "", f"{len(LONG) // 153 + len(CYRILLIC) // 66 + 5} SMS parts in"
    for _ in range(20):
        said = gammu(exchange, "geteachsms")
        if parts in said:
            break
    assert f"{parts} 5 SMS sequences" in said, said
    assert parts in gammu(exchange, "getallsms")
    for text in texts:
        assert f'Remote number        : "{text.number}"' in said
        assert text.text.strip() in said


def test_it_sends_texts(start: Callable[..., Exchange], run: Callable[..., Program]) -> None:
    needs("gammu", "gammu")
    exchange = start(None, "--lines", "4", "--family", "gsm_generic,huawei_e1550,sim7600,m95")
    wanted = {
        "line1": ("short one", ()),
        "line2": (LONG, ("-autolen", str(len(LONG)))),
        "line3": (CYRILLIC, ("-unicode", "-autolen", str(len(CYRILLIC)))),
        "line4": ("told", ("-report",)),
    }
    sending = [
        begin(run, exchange, line, "sendsms", "TEXT", "+49170", *options, "-text", text)
        for line, (text, options) in wanted.items()
    ]
    for program in sending:
        said_by(program)
    assert {text.line: text.text for text in exchange.texts} == {line: text for line, (text, _) in wanted.items()}
    assert [text.line for text in exchange.texts if text.report_wanted] == ["line4"]


def test_it_asks_for_credit(start: Callable[..., Exchange], run: Callable[..., Program]) -> None:
    needs("gammu", "gammu")
    page = UssdMenu(asked="*100#", says="Ihr Guthaben: 3,20 EUR")
    exchange = start(MobileScript(ussd=(page,)), "--lines", "3", "--family", "gsm_generic,huawei_e173,ec25")
    asked = [begin(run, exchange, f"line{number}", "getussd", "*100#") for number in (1, 2, 3)]
    for program in asked:
        assert 'Service reply        : "Ihr Guthaben: 3,20 EUR"' in said_by(program)


@pytest.mark.parametrize("family", ["gsm_generic", "huawei_e173"])
def test_the_daemon_takes_texts_and_sends_them(
    start: Callable[..., Exchange], run: Callable[..., Program], tmp_path: Path, family: str
) -> None:
    path = needs("gammu-smsd", "gammu-smsd")
    texts = (
        PretendText(number="+4915111", text="to the daemon"),
        PretendText(number="+4915113", text=LONG, order=(2, 3, 1), at_ms=500),
    )
    exchange = start(MobileScript(text=texts), "--family", family)
    boxes = {name: tmp_path / name for name in ("inbox", "outbox", "sent", "error")}
    for box in boxes.values():
        box.mkdir()
    settings = tmp_path / "smsdrc"
    settings.write_text(
        f"[gammu]\ndevice = {exchange.port}\nconnection = at115200\nsynchronizetime = no\n"
        "[smsd]\nservice = files\nlogfile = stdout\ndebuglevel = 255\ncommtimeout = 1\nreceivefrequency = 1\n"
        "checksecurity = 0\n"
        f"inboxpath = {boxes['inbox']}/\noutboxpath = {boxes['outbox']}/\n"
        f"sentsmspath = {boxes['sent']}/\nerrorsmspath = {boxes['error']}/\noutboxformat = unicode\n"
    )
    (boxes["outbox"] / "OUT+491701.txt").write_text("from the daemon")
    daemon = run(path, "-c", str(settings))
    exchange.say_until("text on line1 to +491701", 60)
    received = {"+4915111", "+4915113"}
    while received:
        line = daemon.say_until("Received message from", 60)
        received -= {number for number in received if number in line}
    daemon.end()
    inbox = "".join(path.read_text() for path in sorted(boxes["inbox"].iterdir()))
    assert "to the daemon" in inbox
    assert LONG.strip()[:150] in inbox
    assert [text.text for text in exchange.texts] == ["from the daemon"]
    assert not list(boxes["error"].iterdir())
