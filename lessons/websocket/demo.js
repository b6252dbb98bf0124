/** The demos of this lesson, each an element of its own. */

import "./demo/two-chats.js";
import "./demo/websocket-frames.js";
import "./demo/websocket-handshake.js";
