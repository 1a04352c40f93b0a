"""Prompts that callers of a language will hear in another one, because they are not there in theirs."""

from collections.abc import Iterable, Iterator

from appliance.core.flow_checker import ways_by_itself, ways_by_key
from appliance.model.flow import Flow, Queue, Say
from appliance.model.languages import fallbacks, variant
from appliance.model.plan import BUILT_IN_PROMPTS, Plan, QueuePlan
from appliance.model.spoken import prompts_of
from appliance.model.words import PromptName, StepName


def language_doubts(plan: Plan, box_language: str, imported: Iterable[PromptName]) -> Iterator[str]:
    """A sentence for each flow, language and what is missing in it; `imported` have their language with them."""
    there = {*imported, *(variant(prompt.name, tag) for prompt in plan.prompts for tag in prompt.texts)}
    there |= {variant(each.name, each.language) for each in plan.prompts if each.language}
    queues = {queue.name: queue for queue in plan.queues}
    for flow in plan.flows:
        for language, prompts in _heard(flow, queues).items():
            if not language or language.lower() in fallbacks(box_language):
                continue
            known = fallbacks(language)
            missing = [name for name in prompts if not any(variant(name, tag) in there for tag in known)]
            if missing:
                names = ", ".join(f'"{name}"' for name in missing)
                yield f'flow "{flow.name}": callers spoken to in {language} hear {names} in another language'


def _heard(flow: Flow, queues: dict[str, QueuePlan]) -> dict[str, tuple[PromptName, ...]]:
    """Language → prompts of the settings that are said in it; a step that chooses a language speaks it itself."""
    heard: dict[str, dict[PromptName, None]] = {}
    starts = [(flow.start, flow.language)]
    seen: set[tuple[StepName, str]] = set()
    while starts:
        name, language = starts.pop()
        step = flow.steps.get(name)
        if step is None or (name, language) in seen:
            continue
        seen.add((name, language))
        spoken = (step.language if isinstance(step, Say) else "") or language
        queue = queues.get(step.queue) if isinstance(step, Queue) else None
        said = (*prompts_of(step), *(_announced(queue) if queue is not None else ()))
        ours = (each for each in said if not each.startswith("{") and each not in BUILT_IN_PROMPTS)
        heard.setdefault(spoken, {}).update(dict.fromkeys(ours))
        onwards = {**ways_by_itself(step), **ways_by_key(step)}.values()
        beside = (way for way in (flow.person, flow.on_fax, flow.on_blocked) if way)
        starts += [(each, spoken) for each in (*onwards, *beside)]
    return {language: tuple(prompts) for language, prompts in heard.items()}


def _announced(queue: QueuePlan) -> tuple[PromptName, ...]:
    if not queue.announce_every_ms:
        return ()
    return (*queue.announce_minutes.values(), *((queue.announce_next,) if queue.announce_next else ()))
