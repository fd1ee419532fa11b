/** Tells a model's JSON from other JSON at a glance: for whoever must not read all that lies about. */

/** Keras says early what a file holds. */
const HEAD = 65_536;

export const mayBeModelJson = (text: string): boolean =>
  /^\s*[[{]/.test(text.slice(0, 200)) && /"class_name"\s*:/.test(text.slice(0, HEAD));
