const FORMS =
  /^(?:\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_][A-Z0-9_]*|\{\{.*\}\}|%\w+%|<[^<>]*>|%3C.*%3E|\[[^\]]*\]|[*•xX]+|(?:process\.env|os\.(?:environ|getenv)).*|(?:your|YOUR|Your)[-_ ].*)$/
const WORDS = /^(?:required|optional|password|redacted|scrubbed|undefined)$/i
const MASKED = /\*{4}|\.\.\.$/

/** Says whether a text stands in for a secret: a variable, a template, a mask, a word of documentation. */
export function isStandIn(text: string): boolean {
  return FORMS.test(text) || WORDS.test(text) || MASKED.test(text)
}

/** Says whether a text has letters and digits both, as what was drawn at random has. */
export function looksRandom(text: string): boolean {
  return /[0-9]/.test(text) && /[A-Za-z]/.test(text)
}
