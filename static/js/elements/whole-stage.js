/** `<live-stage>` with its whole set of controls: first the parts that only such a stage has, then the element. */

import "./stage-costs.js";
import "./stage-foot.js";
import "./stage-scrub.js";
import "./stage-toolbar.js";
import "./live-stage.js";
