"""The small shop that the tests of the core play: two lines, two agents, one menu."""

from appliance.model.flow import Ask, Collect, Flow, HangUp, Hours, Queue, Say, TakeMessage
from appliance.model.plan import AgentPlan, HoursPlan, LampPlan, LinePlan, Opening, Plan, QueuePlan

MAIN = Flow(
    name="main",
    start="greet",
    person="sales",
    steps={
        "greet": Say(prompts=("welcome",), then="opening"),
        "opening": Hours(hours="shop", open="menu", closed="closed"),
        "menu": Ask(
            prompts=("menu",),
            choices={"1": "sales", "2": "order", "3": "directions", "*": "message"},
            invalid_prompts=("wrong_key",),
            no_input_prompts=("nothing_pressed",),
            on_exhausted="goodbye",
        ),
        "order": Collect(prompts=("order_number",), variable="order", most=6, then="sales", on_exhausted="sales"),
        "directions": Say(prompts=("directions",), then="goodbye"),
        "sales": Queue(queue="sales", keys={"*": "message"}, on_overflow="message"),
        "message": TakeMessage(prompts=("leave_message",), then="thanks"),
        "thanks": HangUp(prompts=("thank_you",)),
        "closed": Say(prompts=("closed",), then="message"),
        "goodbye": HangUp(prompts=("goodbye",)),
    },
)

SHOP = Plan(
    lines=(LinePlan(name="line1", flow="main"), LinePlan(name="line2", flow="main")),
    flows=(MAIN,),
    queues=(QueuePlan(name="sales", need={"sales": 2}, offer_ms=10_000, max_wait_ms=60_000),),
    agents=(
        AgentPlan(name="anna", skills={"sales": 3}, wrap_up_ms=3_000),
        AgentPlan(name="ben", skills={"sales": 2}, wrap_up_ms=3_000),
    ),
    hours=(HoursPlan(name="shop", openings=tuple(Opening(day=day, start=540, end=1080) for day in range(5))),),
    lamps=(
        LampPlan(name="l1", line="line1"),
        LampPlan(name="waiting", queue="sales"),
        LampPlan(name="fault", fault=True),
    ),
)
