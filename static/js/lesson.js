/** What every lesson page runs. A stage is fetched only when the reader comes near it. */

import "./elements/connection-meter.js";
import "./elements/modify-step.js";
import "./elements/predict-card.js";
import "./elements/quick-check.js";
import "./elements/review-cards.js";
import "./elements/stage-gate.js";
import "./elements/step-rail.js";
