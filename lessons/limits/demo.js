/** The demos of this lesson, each an element of its own. */

import "./demo/asked-proxy.js";
import "./demo/event-clumps.js";
import "./demo/page-protocol.js";
import "./demo/shared-stream.js";
import "./demo/six-connections.js";
