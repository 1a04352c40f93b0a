"""Arguments that call the router while they are read: their calls come first, wholly, then the call itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from _fastroute import router as compiled
from _fastroute.faults import AlreadyThere, OutOfRange, RouterFault, RouterFull, UnknownId, WrongState
from _fastroute.router import Router
from tests.oracle.router import OracleRouter
from tests.oracle.router_matching import Matching

GERMAN, BILLING = 7, 9

Meddle = Callable[[Any], object]
Call = Callable[[Any, "Reading"], object]


class Reading:
    """Makes arguments that do something to the router when they are read, or, for the oracle, have done it before."""

    def __init__(self, router: Any, meddle: Meddle) -> None:
        self._router, self._meddle = router, meddle
        if isinstance(router, Matching):
            self._run()

    def number(self, value: int) -> Any:
        return value if isinstance(self._router, Matching) else Number(value, self._run)

    def mapping(self, levels: dict[int, int]) -> Any:
        return levels if isinstance(self._router, Matching) else Items(levels, self._run)

    def agents(self, *agents: int) -> Any:
        return agents if isinstance(self._router, Matching) else self._one_by_one(agents)

    def _one_by_one(self, agents: tuple[int, ...]) -> Iterator[int]:
        self._run()
        yield from agents

    def _run(self) -> None:
        self._meddle(self._router)


class Number:
    def __init__(self, value: int, run: Callable[[], None]) -> None:
        self._value, self._run = value, run

    def __index__(self) -> int:
        self._run()
        return self._value


class Items(dict[int, int]):
    def __init__(self, levels: dict[int, int], run: Callable[[], None]) -> None:
        super().__init__(levels)
        self._run = run

    def items(self) -> Any:
        self._run()
        return super().items()


CALLS: list[tuple[Meddle, Call]] = [
    (lambda r: r.offer_ticket(5, {}, 0, 0, 0), lambda r, it: r.offer_ticket(5, {}, 0, 0, 0, it.agents())),
    (lambda r: r.offer_ticket(5, {}, 0, 0, 0), lambda r, it: r.offer_ticket(5, it.mapping({3: 3}), 0, 0, 0)),
    (lambda r: r.offer_ticket(5, {}, 0, 0, 0), lambda r, it: r.offer_ticket(5, 0, 0, 0, 0, band=it.number(1))),
    (lambda r: r.remove_agent(3), lambda r, it: r.offer_ticket(5, {}, 0, 0, it.number(0), preferred=3)),
    (lambda r: r.remove_agent(3), lambda r, it: r.offer_ticket(5, {}, 0, 0, 0, it.agents(3))),
    (lambda r: r.withdraw(1), lambda r, it: r.give_back(1, it.agents(2), 9)),
    (lambda r: r.free(1, 8), lambda r, it: r.give_back(1, [2], it.number(9), agent=1)),
    (lambda r: r.withdraw(2), lambda r, it: r.relax(2, it.mapping({BILLING: 1}), 9)),
    (lambda r: r.withdraw(2), lambda r, it: r.relax(2, {BILLING: 1}, it.number(9))),
    (lambda r: r.withdraw(2), lambda r, it: r.promote(2, 9, due=it.number(4))),
    (lambda r: r.withdraw(2), lambda r, it: r.promote(2, it.number(9), band=1)),
    (lambda r: r.withdraw(2), lambda r, it: r.release(2, it.number(9))),
    (lambda r: r.withdraw(2), lambda r, it: r.readmit(2, it.number(3), 9)),
    (lambda r: r.withdraw(1), lambda r, it: r.accept(1, it.number(1))),
    (lambda r: r.remove_agent(3), lambda r, it: r.sign_in(3, it.number(9))),
    (lambda r: r.sign_in(3, 8), lambda r, it: r.sign_in(3, it.number(9))),
    (lambda r: r.sign_out(2, 8), lambda r, it: r.sign_out(2, it.number(9))),
    (lambda r: r.free(1, 8), lambda r, it: r.free(1, it.number(9))),
    (lambda r: r.free(1, 8), lambda r, it: r.free(1, 9, ticket=it.number(1))),
    (lambda r: r.free(1, 8), lambda r, it: r.free(1, 9, talked=it.number(1))),
    (lambda r: r.remove_agent(3), lambda r, it: r.set_skills(3, it.mapping({GERMAN: 5}), 9)),
    (lambda r: r.remove_agent(3), lambda r, it: r.set_skills(3, None, 9, capacity=it.mapping({0: 2}))),
    (lambda r: r.sign_in(3, 8), lambda r, it: r.set_skills(3, it.mapping({GERMAN: 5}), 9)),
    (lambda r: r.add_agent(4, {}), lambda r, it: r.add_agent(4, it.mapping({GERMAN: 5}))),
    (lambda r: r.need({8: 1}), lambda r, it: r.need(it.mapping({8: 1}))),
]


def house(router: Any) -> Any:
    """Agent 1 has ticket 1, ticket 2 waits for a German, agent 3 is not there."""
    for agent, skills in ((1, {}), (2, {BILLING: 2}), (3, {GERMAN: 1})):
        router.add_agent(agent, skills)
    router.sign_in(1, 0)
    router.offer_ticket(1, {}, 0, 0, 0)
    router.offer_ticket(2, {GERMAN: 2}, 9, 0, 0, preferred=3, reserved=True)
    router.sign_in(2, 0)
    return router


def outcome(router: Any, meddle: Meddle, call: Call) -> object:
    try:
        return call(router, Reading(router, meddle))
    except RouterFault as fault:
        return type(fault)


def seen(router: Any, known: OracleRouter) -> list[object]:
    return [
        router.waiting(),
        router.ready(),
        *(router.explain(each) for each in known.tickets),
        *(router.explain_agent(each) for each in known.agents),
        *(router.held(each) for each in known.agents),
    ]


@pytest.mark.parametrize("meddle_and_call", CALLS)
def test_what_an_argument_does_while_it_is_read_came_first(meddle_and_call: tuple[Meddle, Call]) -> None:
    fast, slow = house(Router()), house(OracleRouter())
    assert outcome(fast, *meddle_and_call) == outcome(slow, *meddle_and_call)
    assert seen(fast, slow) == seen(slow, slow)
    for router in (fast, slow):  # and it goes on soundly
        router.add_agent(6, {GERMAN: 5, BILLING: 5})
    answers = [
        [
            router.sign_in(6, 20),
            *(router.offer_ticket(each, {}, 20, 20, 20) for each in range(30, 40)),
            router.waiting(),
        ]
        for router in (fast, slow)
    ]
    assert answers[0] == answers[1]
    assert seen(fast, slow) == seen(slow, slow)


def test_a_strategy_that_compares_itself_is_read_before_anything_is_looked_up() -> None:
    router = house(Router())

    class Linear:
        def __eq__(self, other: object) -> bool:
            if 5 not in [each.ticket for each in router.explain_agent(3).verdicts]:
                router.offer_ticket(5, {GERMAN: 9}, 0, 0, 0)
            return other == "linear"

        def __hash__(self) -> int:
            return hash("linear")

    with pytest.raises(AlreadyThere):
        router.offer_ticket(5, {}, 0, 0, 0, strategy=Linear())  # type: ignore[arg-type]
    assert router.waiting() == 2


@pytest.mark.parametrize(
    ("wrong", "fault", "text"),
    [
        (lambda r: r.offer_ticket(5, {}, 0, 0, 0, band=1 << 31), OutOfRange, "band 2147483648 is not between"),
        (lambda r: r.offer_ticket(5, {}, 0, 0, 0, load=65536), OutOfRange, "load 65536 is not between 0 and 65535"),
        (lambda r: r.offer_ticket(5, {}, 0, 0, 0, late_after=1 << 63), OutOfRange, "late_after"),
        (lambda r: r.offer_ticket(5, None, 0, 0, 0), TypeError, "need None: a mapping was expected"),
        (lambda r: r.offer_ticket(5, "x", 0, 0, 0), TypeError, "need 'x': a mapping was expected"),
        (lambda r: r.relax(2, "x", 0), TypeError, "need 'x'"),
        (lambda r: r.need(None), TypeError, "skills None: a mapping was expected, as {7: 3}"),
        (lambda r: r.need({}, 0, [3]), TypeError, "tiers [3]"),
        (lambda r: r.add_agent(4, None), TypeError, "skills None"),
        (lambda r: r.add_agent(4, {}, capacity=2), TypeError, "capacity 2: a mapping was expected"),
        (lambda r: r.set_skills(1, 5, 0), TypeError, "skills 5"),
        (lambda r: r.staffed(None), TypeError, "need None"),
        (lambda r: r.relax(2, {0: 0}, 0), OutOfRange, "skill 0 at level 0: levels are 1 to 255; leave out what is 0"),
        (lambda r: r.offer_ticket(5, {}, 0, 0, 0, [1 << 64]), OutOfRange, "agent 18446744073709551616 does not fit"),
        (lambda r: r.offer_ticket(5, {}, 0, 0, 0, preferred=8), UnknownId, "no agent 8"),
        (lambda r: r.release(1, 0), WrongState, "ticket 1 is not reserved"),
    ],
)
def test_each_fault_has_its_own_sentence(wrong: Callable[[Any], object], fault: type[Exception], text: str) -> None:
    router = house(Router())
    with pytest.raises(fault) as caught:
        wrong(router)
    assert text in str(caught.value)
    assert (router.waiting(), router.need({})) == (1, 0)


def test_where_there_is_no_room_for_a_ticket_its_need_is_not_kept() -> None:
    router = Router()
    need = router.need({})
    for ticket in range(compiled.TICKET_LIMIT):
        router.offer_ticket(ticket, need, 0, 0, 0)
    with pytest.raises(RouterFull):
        router.offer_ticket(-1, {GERMAN: 7}, 0, 0, 0)
    assert router.need({BILLING: 8}) == need + 1


def test_where_there_is_no_room_for_its_exclusions_either() -> None:
    router = Router()
    for agent in range(1024):
        router.add_agent(agent, {})
    for ticket in range(compiled.EXCLUSION_LIMIT // 1024):
        router.offer_ticket(ticket, {}, 0, 0, 0, range(1024))
    with pytest.raises(RouterFull):
        router.offer_ticket(-1, {GERMAN: 7}, 0, 0, 0, [1])
    with pytest.raises(RouterFull):
        router.relax(5, {GERMAN: 7}, 0)
    assert router.need({BILLING: 8}) == 1
