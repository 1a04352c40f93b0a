"""What is remembered of callers' numbers is bounded, and nothing is of callers without one."""

from appliance.core.memories import MOST_NUMBERS, Memory


def test_the_number_told_longest_ago_goes_first() -> None:
    memory: Memory[str] = Memory()
    for number in range(MOST_NUMBERS):
        memory.keep(str(number), "anna")
    memory.keep("0", "ben")
    memory.keep("one more", "carla")
    assert len(memory) == MOST_NUMBERS
    assert (memory.recall("0"), memory.recall("1"), memory.recall("2")) == ("ben", None, "anna")


def test_what_is_forgotten_is_gone_and_nobody_is_not_remembered() -> None:
    memory: Memory[str] = Memory()
    memory.keep("", "anna")
    assert (len(memory), memory.recall("")) == (0, None)
    memory.keep("5551234", "anna")
    assert memory.recall("5551234") == "anna"
    memory.forget("5551234")
    memory.forget("5551234")
    assert memory.recall("5551234") is None
