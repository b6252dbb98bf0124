/** The demos of this lesson, each an element of its own. */

import "./demo/stream-bytes.js";
import "./demo/stream-parser.js";
import "./demo/typed-answer.js";
