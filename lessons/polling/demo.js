/** The demos of this lesson, each an element of its own. */

import "./demo/polling-bytes.js";
import "./demo/polling-model.js";
import "./demo/polling-waits.js";
