"""How long the router takes, and the oracle of the tests. Beside plain Python it stands in benchmarks/routing."""

import random
from collections import deque
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from _fastroute.router import Router
from tests.oracle.router import OracleRouter

SKILLS = 64
Answers = list[int | None]


def day(make: Callable[[], Any], *, agents: int, needs: int, calls: int) -> Callable[[], Answers]:
    """A day in a shop: calls come and agents become free in turn, with a few more calls than agents can take."""
    dice = random.Random(1)
    router = make()
    router.add_agent(0, dict.fromkeys(range(SKILLS), 5))
    for agent in range(1, agents):
        router.add_agent(agent, {dice.randrange(SKILLS): dice.randint(1, 5) for _ in range(SKILLS // 2)})
    wanted: list[Any] = [{dice.randrange(SKILLS): dice.randint(1, 3)} if each else {} for each in range(needs)]
    if make is not OracleRouter:
        wanted = [router.need(each) for each in wanted]
    happens = [(dice.choice(wanted), dice.choice((20, 60)), dice.random() < 0.52) for _ in range(2 * calls)]
    for agent in range(agents):
        router.sign_in(agent, agent)
    return lambda: played(router, happens, agents)


def played(router: Any, happens: list[tuple[Any, int, bool]], agents: int) -> Answers:
    busy: deque[int] = deque()
    answers: Answers = []
    for now, (need, target, comes) in enumerate(happens, start=agents):
        if comes:
            answers.append(router.offer_ticket(now, need, now + target, now, now))
            busy.extend(answers[-1:] if answers[-1] is not None else ())
        elif busy:
            answers.append(router.free(busy[0], now))
            if answers[-1] is None:
                busy.popleft()
            else:
                busy.rotate(-1)
    for agent in busy:  # everybody ready at the end, so that every round begins alike
        while router.free(agent, agents + len(happens) + agent) is not None:
            pass
    return answers


def test_both_answer_the_same() -> None:
    days = [day(make, agents=20, needs=12, calls=1000) for make in (Router, OracleRouter)]
    first, other = (play() for play in days)
    assert first == other


def bench_day_of_2000_calls_8_agents_compiled(benchmark: BenchmarkFixture) -> None:
    benchmark(day(Router, agents=8, needs=4, calls=2000))


def bench_day_of_2000_calls_8_agents_oracle(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(day(OracleRouter, agents=8, needs=4, calls=2000), rounds=3)


def bench_day_of_20000_calls_500_agents_100_needs_compiled(benchmark: BenchmarkFixture) -> None:
    benchmark(day(Router, agents=500, needs=100, calls=20_000))


def with_idle_agents(agents: int) -> Callable[[], None]:
    """One call comes to a house where everybody is idle, and is over at once: the longest search for an agent."""
    router = Router()
    for agent in range(agents):
        router.add_agent(agent, {agent % SKILLS: 1 + agent % 5})
        router.sign_in(agent, agent)
    need = router.need({})
    calls = iter(range(1 << 60))

    def call() -> None:
        ticket = next(calls)
        router.free(router.offer_ticket(ticket, need, ticket, ticket, ticket), ticket + agents)

    return call


def bench_call_to_10000_idle_agents_compiled(benchmark: BenchmarkFixture) -> None:
    benchmark(with_idle_agents(10_000))


def with_waiting(tickets: int, needs: int) -> Router:
    """A house where so many tickets wait for nobody, in lines of different needs."""
    dice = random.Random(2)
    router = Router()
    lines = [router.need({each % SKILLS: 1 + each // SKILLS}) for each in range(needs)]
    for ticket, line in islice(zip(range(tickets), cycle(lines), strict=False), tickets):
        router.offer_ticket(ticket, line, dice.randrange(tickets), ticket, ticket)
    return router


def freeing(router: Router) -> Callable[[], None]:
    """The one agent takes the next of all tickets; another comes in its place."""
    router.add_agent(1, dict.fromkeys(range(SKILLS), 5))
    router.sign_in(1, 0)
    calls = iter(range(1 << 40, 1 << 60))

    def free() -> None:
        ticket = next(calls)
        router.offer_ticket(ticket, 0, ticket, ticket, ticket)
        router.free(1, ticket)

    return free


def bench_free_and_arrive_100000_waiting_100_needs_compiled(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(freeing(with_waiting(100_000, 100)), rounds=50_000)


def bench_withdraw_of_100000_waiting_in_one_line_compiled(benchmark: BenchmarkFixture) -> None:
    router = with_waiting(100_000, 1)
    leaving = iter(random.Random(3).sample(range(100_000), 50_000))
    benchmark.pedantic(lambda: router.withdraw(next(leaving)), rounds=50_000)


def bench_position_of_100000_waiting_in_one_line_compiled(benchmark: BenchmarkFixture) -> None:
    router = with_waiting(100_000, 1)
    asking = cycle(random.Random(3).sample(range(100_000), 1000))
    benchmark(lambda: router.position(next(asking)))
