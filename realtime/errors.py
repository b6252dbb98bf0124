"""The one exception for every refusal, so that each names the value, the reason and the remedy."""


class Refused(Exception):
    """A request that is not carried out.

    status: the HTTP status (RFC 9110 section 15); code: a stable kebab-case word for programs;
    message: what was wrong, with the value; hint: what to do instead; retry_after_s: for 429 and 503.
    """

    def __init__(self, status: int, code: str, message: str, hint: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
        self.retry_after_s = retry_after_s

    @property
    def body(self) -> dict[str, dict[str, str]]:
        """The JSON every refusal carries: `{"error": {"code", "message", "hint"}}`."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}


def shown(value: object, limit: int = 60) -> str:
    """`value` as it may appear in a message: quoted, and cut so that a hostile one cannot fill a log."""
    try:
        text = repr(value)
    except RecursionError:
        text = f"a {type(value).__name__} nested too deeply"
    return text if len(text) <= limit else text[: limit - 1] + "…"
