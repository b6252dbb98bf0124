"""What the stage needs from the site: its lanes, the worker that measures, and commands for readers without JavaScript."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from tutorial.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Lane:
    """One transport on the stage. `module` is the address of its `client.js`; the rest is its look and its words."""

    name: str
    title: str
    path: str
    module: str
    hue: str
    shape: str
    kind: str
    says: str
    tries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """All that a page with a `<live-stage>` is given."""

    lanes: tuple[Lane, ...]
    worker_url: str

    @property
    def config(self) -> dict[str, object]:
        """The same as JSON, for the elements: `{"lanes": [...], "worker": url}`."""
        return {"lanes": [asdict(lane) for lane in self.lanes], "worker": self.worker_url}


def make_stage(catalogue: Catalogue, url: Callable[[str], str]) -> Stage:
    """The stage with a lane for every transport of the catalogue; `url` turns the name of a static file into its address."""
    lanes = (
        Lane(
            name=transport.name,
            title=transport.title,
            path=transport.path,
            module=url(f"lessons/{lesson.slug}/client.js"),
            hue=transport.hue,
            shape=transport.shape,
            kind=transport.kind,
            says=transport.says,
            tries=transport.tries,
        )
        for lesson, transport in catalogue.transports
    )
    return Stage(tuple(lanes), url("js/worker/measure.js"))
