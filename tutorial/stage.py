"""What the stage needs from the site: its lanes, the worker that measures, and commands for readers without JavaScript."""

from dataclasses import asdict, dataclass

from tutorial.catalogue import Catalogue, Transport
from tutorial.static import StaticFiles

SMALL = "js/elements/live-stage.js"
WHOLE = "js/elements/whole-stage.js"
WORKER = "js/worker/measure.js"


@dataclass(frozen=True, slots=True)
class Lane(Transport):
    """One transport on the stage. `module` is the address of its `client.js`."""

    module: str


@dataclass(frozen=True, slots=True)
class Element:
    """A script that defines `<live-stage>`: its address, and those of all modules it imports, to be asked for at once."""

    script: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """All that a page with a `<live-stage>` is given."""

    lanes: tuple[Lane, ...]
    worker_url: str
    small: Element
    """Without the whole set of controls, for a page whose stage never has it."""
    whole: Element

    @property
    def config(self) -> dict[str, object]:
        """The same as JSON, for the elements: `{"lanes": [...], "worker": url}`."""
        lanes = [asdict(lane) for lane in self.lanes]
        for lane in lanes:
            del lane["tries"]  # for people only
        return {"lanes": lanes, "worker": self.worker_url}


def make_stage(catalogue: Catalogue, files: StaticFiles) -> Stage:
    """The stage with a lane for every transport of the catalogue."""
    lanes = (
        Lane(**asdict(transport), module=files.url(f"lessons/{lesson.slug}/client.js"))
        for lesson, transport in catalogue.transports
    )
    small, whole = (Element(files.url(name), tuple(files.imported_by(name))) for name in (SMALL, WHOLE))
    return Stage(tuple(lanes), files.url(WORKER), small, whole)
