/** Files to and from the reader's disk. */

/**
 * Offers `text` as a download.
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The browser has taken its reference by the next turn of the loop; the memory can go.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/**
 * Lets the reader choose a file. Resolves to null when they choose none.
 * @param {string} accept
 * @returns {Promise<File | null>}
 */
export function chooseFile(accept) {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept });
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}
