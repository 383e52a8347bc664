"""In which object the author's code did not find a key.

Python's KeyError has the key alone, and a dict of the author's is no matter of the operator's. An executable has no source,
so this reads the instructions that were run: a version of Python whose instructions it does not know gives no answer.
"""

import dis
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import NamedTuple

UNKNOWN = object()
"""An object that is not known."""

PARSED = object()
"""What `json.loads` made of the payload, right where it is looked into."""

_PARSING = [[*module, "loads", "payload", *text] for module in (["json"], []) for text in (["decode"], [])]
_NOTHING_DONE = ("CACHE", "EXTENDED_ARG", "NOP", "NOT_TAKEN")


class _Step(NamedTuple):
    name: str
    value: object
    effect: int  # On the stack of values.


def looked_into(error: KeyError) -> object:
    """A local variable's value, or a part of one by constant keys, or PARSED; UNKNOWN for all else."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    try:
        return UNKNOWN if trace is None else _container(trace)
    except (ValueError, TypeError, IndexError):  # Instructions of a version to come.
        return UNKNOWN


def _container(trace: TracebackType) -> object:
    steps = _steps(trace)
    if not steps or not _is_lookup(steps[-1]):
        return UNKNOWN
    return _value(steps[: _start(steps[:-1])], trace.tb_frame)


def _value(steps: Sequence[_Step], frame: FrameType) -> object:
    """Of the expression with which the steps end."""
    expression = steps[_start(steps) :]
    if not expression:
        return UNKNOWN
    last = expression[-1]
    if len(expression) == 1 and last.name.startswith(("LOAD_FAST", "LOAD_DEREF")):
        return frame.f_locals.get(str(last.value), UNKNOWN)
    if _is_lookup(last):
        key = expression[-2]
        container = _value(steps[:-2], frame)
        if container is PARSED:
            return PARSED
        if key.name != "LOAD_CONST" or not isinstance(container, dict):
            return UNKNOWN
        return container.get(key.value, UNKNOWN)
    is_call = last.name.startswith("CALL")
    names = [step.value for step in expression if step.name.startswith(("LOAD_GLOBAL", "LOAD_ATTR", "LOAD_METHOD"))]
    return PARSED if is_call and names in _PARSING else UNKNOWN


def _is_lookup(step: _Step) -> bool:
    return step.name == "BINARY_SUBSCR" or (step.name == "BINARY_OP" and step.value == "[]")


def _start(steps: Sequence[_Step]) -> int:
    """Where the expression begins whose value is the last on the stack; the number of steps where that is not seen."""
    depth = 0
    for index in range(len(steps) - 1, -1, -1):
        depth += steps[index].effect
        if depth == 1:
            return index
    return len(steps)


def _steps(trace: TracebackType) -> list[_Step]:
    """All that stand before the one that failed, and that one."""
    steps: list[_Step] = []
    for each in dis.get_instructions(trace.tb_frame.f_code):
        if each.offset > trace.tb_lasti:
            break
        if each.opname in _NOTHING_DONE:
            continue
        if isinstance(each.argval, tuple) and each.opname.startswith(("LOAD_FAST_", "STORE_FAST_")):
            # Two steps that newer versions of Python have made one of.
            first = _Step("STORE_FAST", None, -1) if each.opname.startswith("STORE") else None
            one, other = each.argval
            steps.append(first or _Step("LOAD_FAST", one, 1))
            stores = each.opname.endswith("STORE_FAST")
            steps.append(_Step("STORE_FAST", None, -1) if stores else _Step("LOAD_FAST", other, 1))
            continue
        value = each.argrepr if each.opname == "BINARY_OP" else each.argval
        steps.append(_Step(each.opname, value, dis.stack_effect(each.opcode, each.arg, jump=False)))
    return steps
