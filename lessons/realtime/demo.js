/** The demos of this lesson, each an element of its own. */

import "./demo/delay-dial.js";
import "./demo/message-journey.js";
import "./demo/tolerable-delay.js";
