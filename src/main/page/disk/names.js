// Names from the other side, made fit for any file system, and for the eye.

/** What Windows, macOS or a shell would not take. */
const UNFIT = /[<>:"\\|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;
const MISLEADING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MAX_LENGTH = 200;

/** Returns the name of one file or directory, never empty, "." or "..". */
export function safeName(name) {
  const fit = name.replace(UNFIT, "_").replace(/[. ]+$/, "_");
  const whole = RESERVED.test(fit) ? `_${fit}` : fit;
  if (whole.length <= MAX_LENGTH) return whole || "_";
  const extension = /\.[^.]{1,16}$/.exec(whole)?.[0] ?? "";
  return whole.slice(0, MAX_LENGTH - extension.length) + extension;
}

/** Returns the components of a path, each safe. */
export function safePath(path) {
  return path.split("/").map(safeName);
}

/** Returns `name`, or `name (1)` and so on before its extension. */
export function numbered(name, number) {
  if (number === 0) return name;
  const dot = name.lastIndexOf(".");
  return dot > 0
    ? `${name.slice(0, dot)} (${number})${name.slice(dot)}`
    : `${name} (${number})`;
}

/** Returns text from the other side as one line that shows what it is. */
export function printableName(text) {
  return text.replace(MISLEADING, (character) => {
    const digits = character.codePointAt(0).toString(16).toUpperCase();
    return `\\u{${digits}}`;
  });
}
