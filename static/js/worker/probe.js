/**
 * Why something did not open. EventSource and WebSocket do not tell a missing room from a missing server; `fetch` does.
 *
 * @typedef {{ status: number, code: string, message: string, hint: string }} Refusal
 */

/**
 * @param {string} url of something that answers at once
 * @returns {Promise<Refusal | null>} null when all is well there, or nobody answers at all
 */
export async function whyNot(url) {
  try {
    const answer = await fetch(url, { cache: "no-store" });
    if (answer.ok) return null;
    const { error } = await answer.json();
    return { status: answer.status, code: error.code, message: error.message, hint: error.hint };
  } catch {
    return null;
  }
}
