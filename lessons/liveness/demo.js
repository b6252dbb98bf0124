/** The demos of this lesson, each an element of its own. */

import "./demo/black-hole.js";
import "./demo/idle-proxy.js";
import "./demo/reconnect-storm.js";
