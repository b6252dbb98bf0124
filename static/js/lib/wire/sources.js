/** Where it is written: the sections that annotations cite. */

/** @typedef {{ name: string, href: string }} Source */

/**
 * @param {number} number of the RFC
 * @param {string} section
 * @returns {Source}
 */
export function rfc(number, section) {
  return { name: `RFC ${number}, ${section}`, href: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}` };
}

const EVENTS = "https://html.spec.whatwg.org/multipage/server-sent-events.html";

/** How an event stream is cut into lines and fields. @type {Source} */
export const PARSING = { name: "HTML, 9.2.5", href: `${EVENTS}#parsing-an-event-stream` };

/** What each field does. @type {Source} */
export const INTERPRETING = { name: "HTML, 9.2.6", href: `${EVENTS}#event-stream-interpretation` };

/** @type {Source} */
export const LAST_EVENT_ID = { name: "HTML, 9.2.4", href: `${EVENTS}#the-last-event-id-header` };

/** @type {Source} */
export const FETCH_METADATA = { name: "Fetch Metadata", href: "https://www.w3.org/TR/fetch-metadata/#framework" };

/** @type {Source} */
export const CLIENT_HINTS = {
  name: "UA Client Hints",
  href: "https://wicg.github.io/ua-client-hints/#http-ua-hints",
};

/** @type {Source} */
export const NOSNIFF = {
  name: "Fetch, X-Content-Type-Options",
  href: "https://fetch.spec.whatwg.org/#x-content-type-options-header",
};

/** @type {Source} */
export const ORIGIN = { name: "Fetch, Origin header", href: "https://fetch.spec.whatwg.org/#origin-header" };

/** @type {Source} */
export const NGINX = {
  name: "nginx, proxy_buffering",
  href: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering",
};
