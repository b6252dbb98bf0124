/** The demo of this lesson, an element of its own. */

import "./demo/lost-message.js";
