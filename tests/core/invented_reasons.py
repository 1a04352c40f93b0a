"""Invented agents, decisions and waits, written short, for the tables of sentences."""

from appliance.model.explanation import Bar, Considered, Decision, Doing, Lack, Missed, PassedOver, WhyIdle, WhyWaiting
from appliance.model.policy import Relaxation
from appliance.model.states import CallState, KeyPart, Trigger


def ms(text: str) -> int:
    """3:10 → 190_000."""
    minutes, seconds = text.split(":")
    return (int(minutes) * 60 + int(seconds)) * 1000


def agent(name: str, doing: Doing = Doing.READY, lasted: str = "1:00", **more: object) -> Considered:
    return Considered(agent=name, doing=doing, for_ms=ms(lasted), **more)  # type: ignore[arg-type]


def lacking(name: str, german: int, enough_at: str = "", doing: Doing = Doing.READY) -> Considered:
    """Somebody whose german is too low where 3 is needed."""
    return agent(
        name,
        doing,
        bar=Bar.SKILL,
        lacks=(Lack("german", 3, german),),
        enough_at_ms=ms(enough_at) if enough_at else None,
        enough_by=Relaxation(after_ms=ms(enough_at), need={"german": german}) if enough_at else None,
    )


def decision(**facts: object) -> Decision:
    given: dict[str, object] = {
        "call": 12,
        "queue": "sales",
        "at_ms": 9_000,
        "waited_ms": 0,
        "because": Trigger.ARRIVED,
        "considered_in_all": len(facts.get("considered", ())),  # type: ignore[arg-type]
        "passed_over_in_all": len(facts.get("passed_over", ())),  # type: ignore[arg-type]
    }
    return Decision(**{**given, **facts})  # type: ignore[arg-type]


def told(by: KeyPart, won: int, lost: int, **facts: object) -> Decision:
    """Anna against cid."""
    given = {"chosen": ("anna",), "runner_up": "cid", "told_by": by, "won_with": won, "lost_with": lost}
    return decision(**{**given, **facts})


def freed(by: KeyPart, won: int, lost: int, **facts: object) -> Decision:
    """Anna became free; call 12 against call 17."""
    given = {"because": Trigger.FREED, "chosen": ("anna",), "runner_up_call": 17}
    return decision(**{**given, "told_by": by, "won_with": won, "lost_with": lost, **facts})


def waiting(**facts: object) -> WhyWaiting:
    """Call 12 waits in sales, next in line, for ten seconds."""
    given: dict[str, object] = {
        "call": 12,
        "state": CallState.WAITING,
        "waits": True,
        "queue": "sales",
        "waited_ms": 10_000,
        "target_ms": 20_000,
        "place": 1,
        "in_line": 1,
        "considered_in_all": len(facts.get("considered", ())),  # type: ignore[arg-type]
    }
    given["age_ms"] = facts.get("waited_ms", 10_000)
    return WhyWaiting(**{**given, **facts})  # type: ignore[arg-type]


def over(call: int, **facts: object) -> PassedOver:
    given: dict[str, object] = {"call": call, "queue": "sales", "waited_ms": 30_000}
    return PassedOver(**{**given, **facts})  # type: ignore[arg-type]


def idle(doing: Doing = Doing.READY, lasted: str = "20:15", **facts: object) -> WhyIdle:
    return WhyIdle(agent="anna", doing=doing, for_ms=ms(lasted), **facts)  # type: ignore[arg-type]


def missed(calls: int, *took: str, **facts: object) -> Missed:
    return Missed(calls=calls, took=took, queues=("sales",), **facts)  # type: ignore[arg-type]
