/**
 * Makes text that came from a model or a file harmless in a terminal: control characters, escape sequences and
 * direction marks are shown, not obeyed.
 */
export function escapeTerminal(text: string): string {
  return text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) =>
      character === '\t' ? '  ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
