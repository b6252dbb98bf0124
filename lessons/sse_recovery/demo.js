/** The demos of this lesson, each an element of its own. */

import "./demo/cut-stream.js";
import "./demo/four-endings.js";
import "./demo/stopped-at.js";
