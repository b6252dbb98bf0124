/** The demos of this lesson, each an element of its own. */

import "./demo/long-poll-burst.js";
import "./demo/request-race.js";
