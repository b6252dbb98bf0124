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

/**
 * What a file says. One that is too large is not even read.
 * @param {File} file
 * @param {number} most bytes
 * @throws {Error} that says how large it is
 */
export function readText(file, most) {
  if (file.size <= most) return file.text();
  throw new Error(`It has ${file.size.toLocaleString("en")} bytes, and at most ${most.toLocaleString("en")} are read.`);
}
