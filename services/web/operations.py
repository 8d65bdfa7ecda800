"""What a route promises: who may use it, and what the API document says of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Access = Literal["public", "worker", "viewer", "member", "admin"]

RANK = {"public": 0, "worker": 0, "viewer": 1, "member": 2, "admin": 3}
JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """An API route: `answers` maps a status to the type of its JSON body, `None` for no JSON.

    `query` and `body` are the pydantic models of what is sent; `sends` is the media type of a
    request whose body is no JSON; `media` are those of an answer that is none.
    """

    answers: dict[int, Any]
    query: Any = None
    body: Any = None
    sends: str | None = None
    media: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


def access(role: Access) -> Callable[[View], View]:
    """Say who may use a view.  Without it, a viewer may read and a member may change.

    The views for `worker` ask by themselves for the token or the signature of a worker.
    """

    def mark(view: View) -> View:
        view.access = role  # type: ignore[attr-defined]
        return view

    return mark


def own(view: View) -> View:
    """Say that a view is about the doors to an account itself: no token of a narrow scope opens it."""
    view.own = True  # type: ignore[attr-defined]
    return view


def operation(answers: dict[int, Any], **more: Any) -> Callable[[View], View]:
    """Describe an API view for the OpenAPI document."""

    def mark(view: View) -> View:
        view.operation = Operation(answers, **more)  # type: ignore[attr-defined]
        return view

    return mark


def takes(size: int) -> Callable[[View], View]:
    """Let requests to a view be of up to `size` bytes."""

    def mark(view: View) -> View:
        view.limit = size  # type: ignore[attr-defined]
        return view

    return mark


def needed(view: Callable[..., Any], unsafe: bool) -> Access:
    """The role that a view asks for."""
    marked: Access = getattr(view, "access", "member" if unsafe else "viewer")
    return marked


def personal(view: Callable[..., Any]) -> bool:
    """Whether a view is marked with `own`."""
    return getattr(view, "own", False)
