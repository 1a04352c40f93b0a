"""Progress is for eyes: nothing of it in a file or a pipe."""

from io import StringIO

from appliance.rehearsal.gauge import Gauge


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_that_is_gone_at_the_end() -> None:
    terminal = Terminal()
    gauge = Gauge(terminal)
    gauge.show("rehearsing", 0.123)
    gauge.show("rehearsing", 0.124)
    gauge.show("rehearsing", 1.0)
    gauge.clear()
    assert terminal.getvalue() == "\r\x1b[Krehearsing 12 %\r\x1b[Krehearsing 100 %\r\x1b[K"


def test_elsewhere_nothing() -> None:
    pipe = StringIO()
    gauge = Gauge(pipe)
    gauge.show("rehearsing", 1.0)
    gauge.clear()
    assert not pipe.getvalue()
