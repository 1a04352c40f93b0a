"""Houses for scenarios about routing: callers come straight into a queue, each line into its own, whatever the hour."""

from collections.abc import Mapping

import msgspec

from appliance.model.flow import Flow, HangUp, Queue, Say, TakeMessage, Transfer
from appliance.model.outbound import OutboundPlan, TargetPlan
from appliance.model.plan import AgentPlan, LinePlan, Plan, PromptPlan, QueuePlan
from appliance.model.policy import Relaxation, RoutingPlan, Strategy
from appliance.model.talk_states import RecordPolicy, WatchMode
from tests.core.shop import SHOP

SALES = QueuePlan(name="sales", offer_ms=10_000, max_wait_ms=120_000, record=RecordPolicy.OFF)
ANNA = AgentPlan(name="anna", skills={"sales": 4}, wrap_up_ms=1_000)
BEN = AgentPlan(name="ben", skills={"sales": 2}, wrap_up_ms=1_000)
CARLA = AgentPlan(name="carla", skills={"service": 3}, wrap_up_ms=1_000)


def house(
    lines: Mapping[str, str], *queues: QueuePlan, agents: tuple[AgentPlan, ...] = (ANNA, BEN), **routing: object
) -> Plan:
    """`lines` are line → queue. A caller who is not served hears goodbye."""
    return Plan(
        routing=msgspec.convert({"type": "RoutingPlan", **routing}, RoutingPlan),
        lines=tuple(LinePlan(name=line, flow=queue, rings=1) for line, queue in lines.items()),
        flows=tuple(
            Flow(
                name=queue.name,
                start="wait",
                person="wait",
                steps={"wait": Queue(queue=queue.name, on_overflow="bye"), "bye": HangUp(prompts=("goodbye",))},
            )
            for queue in queues
        ),
        queues=queues,
        agents=agents,
    )


def with_need(queue: QueuePlan, **need: int) -> QueuePlan:
    return msgspec.structs.replace(queue, need=need)


def with_queue(plan: Plan, **facts: object) -> Plan:
    """The same house with another policy in its first queue."""
    first, *others = plan.queues
    return msgspec.structs.replace(plan, queues=(msgspec.structs.replace(first, **facts), *others))


TWO = {"line1": "sales", "line2": "sales"}
PLAIN = house(TWO, SALES)
VIP = QueuePlan(name="vip", band=1, offer_ms=10_000, record=RecordPolicy.OFF)
SERVICE = QueuePlan(name="service", need={"service": 1}, target_ms=60_000, record=RecordPolicy.OFF)

OUTBOUND = OutboundPlan(enabled=True, country_code="49", allow=("0",), at_once=2)
CALLING_OUT = msgspec.structs.replace(
    PLAIN,
    lines=(
        LinePlan(name="line1", flow="sales", rings=1),
        LinePlan(name="line2", flow="sales", rings=1, dials_out=True, dial_prefix="0"),
    ),
    flows=(
        *PLAIN.flows,
        Flow(
            name="reminder",
            start="hello",
            steps={
                "hello": Say(prompts=("reminder",), then="workshop"),
                "workshop": Transfer(target="workshop", otherwise="bye"),
                "bye": HangUp(prompts=("goodbye",)),
            },
        ),
    ),
    outbound=OUTBOUND,
    targets=(TargetPlan(name="workshop", number="21"),),
)

WITH_A_FAX = msgspec.structs.replace(
    CALLING_OUT,
    flows=(
        msgspec.structs.replace(
            PLAIN.flows[0],
            on_fax="fax",
            steps={**PLAIN.flows[0].steps, "fax": Transfer(target="workshop", otherwise="bye")},
        ),
        *CALLING_OUT.flows[1:],
    ),
)

TALKS = msgspec.structs.replace(
    CALLING_OUT,
    queues=(
        msgspec.structs.replace(
            SALES,
            record=RecordPolicy.ON,
            record_notice=("recorded",),
            record_refuse_key="9",
            record_pause_ms=30_000,
            max_wait_ms=600_000,
        ),
    ),
    agents=(
        ANNA,
        BEN,
        msgspec.structs.replace(
            CARLA, skills={"sales": 1}, watches=(WatchMode.LISTEN, WatchMode.WHISPER, WatchMode.BARGE)
        ),
    ),
    prompts=(PromptPlan(name="one_minute", text="One minute is left."),),
)
ON_DEMAND = with_queue(TALKS, record=RecordPolicy.ON_DEMAND, record_notice=())

LETTERS = Flow(
    name="letters",
    start="message",
    person="sales",
    steps={
        "message": TakeMessage(
            prompts=("leave_message", "beep"), box="letters", tries=2, review=True, then="thanks", on_nothing_kept="bye"
        ),
        "sales": Queue(queue="sales", on_overflow="bye"),
        "thanks": HangUp(prompts=("thank_you",)),
        "bye": HangUp(prompts=("goodbye",)),
    },
)
HOUSES: dict[str, Plan] = {
    "talks": TALKS,
    "on demand": ON_DEMAND,
    "paused": msgspec.structs.replace(
        ON_DEMAND,
        lines=(
            LinePlan(name="line1", flow="sales", rings=1, talk_limit_ms=120_000, limit_notice=("one_minute",)),
            *ON_DEMAND.lines[1:],
        ),
        queues=(msgspec.structs.replace(ON_DEMAND.queues[0], record_beep_every_ms=15_000),),
    ),
    "shop": SHOP,
    "plain": PLAIN,
    "letters": msgspec.structs.replace(SHOP, lines=(LinePlan(name="line1", flow="letters"),), flows=(LETTERS,)),
    "calling out": CALLING_OUT,
    "with a fax": WITH_A_FAX,
    "tiers": with_queue(PLAIN, tiers={"anna": 1}),
    "tiers changed": with_queue(PLAIN, tiers={"ben": 1}),
    "relaxed": house(
        TWO,
        msgspec.structs.replace(
            SALES,
            need={"sales": 4},
            relax=(
                Relaxation(after_ms=10_000, need={"sales": 2}),
                Relaxation(after_ms=20_000, queues=("service",)),
                Relaxation(after_ms=60_000, overflow=True),
            ),
        ),
        SERVICE,
        agents=(ANNA, BEN, CARLA),
    ),
    "preferred": with_queue(PLAIN, prefer_last_agent_ms=15_000),
    "bands": house(
        {"line1": "sales", "line2": "vip", "line3": "vip"},
        msgspec.structs.replace(SALES, max_wait_ms=600_000),
        VIP,
        agents=(ANNA,),
    ),
    "late": house(
        {f"line{number}": "sales" if number < 3 else "express" for number in range(1, 7)},
        with_need(SALES, sales=1),  # lines of their own: within one, who is late makes no difference
        QueuePlan(name="express", target_ms=60_000, head_start_ms=50_000, record=RecordPolicy.OFF),
        agents=(ANNA,),
    ),
    "ring all": with_queue(PLAIN, strategy=Strategy.RING_ALL),
    "causes": with_queue(PLAIN, misses=0, misses_declined=2, misses_busy=1, misses_unreachable=1, excluded_ms=5_000),
    "announced": house(
        {f"line{number}": "sales" for number in range(1, 5)},
        msgspec.structs.replace(
            SALES,
            max_wait_ms=900_000,
            announce_every_ms=30_000,
            announce_minutes={"1": "one_minute", "2": "two_minutes", "5": "five_minutes"},
            announce_next="you_are_next",
        ),
        agents=(ANNA,),
    ),
    "transfers": house(
        {"line1": "sales", "line2": "service"}, with_need(SALES, sales=2), SERVICE, agents=(ANNA, BEN, CARLA)
    ),
}
