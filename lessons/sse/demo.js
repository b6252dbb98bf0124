/** The demos of this lesson, each an element of its own. */
export {};
