"""The other end of a `Child`: answers requests in the limited process."""

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from shared.errors import DecoderStopped, UnreadableMedia

Handler = Callable[[dict[str, Any]], dict[str, Any]]


def serve(handle: Handler) -> None:
    """Answer requests on standard input with `handle` until it closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    for line in sys.stdin.buffer:
        question = json.loads(line)
        _allow(question["cpu"])
        answer = _answer(handle, question["request"])
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(handle: Handler, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": handle(request)}
    except DecoderStopped as error:
        return {"stopped": str(error)}
    except UnreadableMedia as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"stopped": "the decoder ran out of its memory"}


def _allow(seconds: int) -> None:
    """Let this process use `seconds` more of CPU; what it starts inherits the sum."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))
