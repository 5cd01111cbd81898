import { latin1Text, toBase64, utf8 } from '../../bytes.ts'

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function escapedForms(secret: string): string[] {
  const forms = [
    ...escapedJson(secret),
    latin1Text(utf8(secret)),
    ...escapedHtml(secret),
    // Printed by Node in quotes that it does not hold.
    secret.replaceAll('\\', '\\\\'),
  ]
  try {
    const percent = encodeURIComponent(secret)
    const strict = percent.replace(
      /[!'()~]/g,
      (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
    )
    const plus = [percent, strict].map((form) => form.replaceAll('%20', '+'))
    // Twice in a URL within a URL.
    const all = [percent, strict, ...plus, encodeURIComponent(percent)]
    const cased = (code: string) => code.toLowerCase()
    return [...forms, ...all, ...all.map((form) => form.replace(/%../g, cased))]
  } catch {
    return forms // A lone surrogate has no percent-encoded form.
  }
}

/** JSON in JSON: a body that a tool returns as a text, in the message of an error, in a field. */
const DEEPEST = 5

function escapedJson(secret: string): string[] {
  const forms: string[] = []
  for (let form = secret; forms.length < DEEPEST; forms.push(form))
    form = JSON.stringify(form).slice(1, -1)
  return forms
}

/** The secret in HTML and XML, where a quote may be written in three ways or as it is. */
function escapedHtml(secret: string): string[] {
  const base = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = base.replaceAll('"', '&quot;')
  const single = ['&#39;', '&#x27;', '&apos;'].map((code) => quoted.replaceAll("'", code))
  const all = [base, quoted, ...single]
  return [...all, ...all.map((form) => form.replaceAll('&gt;', '>'))]
}

/**
 * The base64 of the secret, and what it leaves within the base64 of any longer text, `user:password` say:
 * by how many bytes go before it, one of three runs of characters.
 */
export function base64Forms(secret: string, bytes: Uint8Array = utf8(secret)): string[] {
  const forms = [toBase64(bytes)]
  for (const before of [0, 1, 2]) {
    const behind = new Uint8Array(before + bytes.length)
    behind.set(bytes, before)
    const shifted = toBase64(behind)
    const end = Math.floor(((before + bytes.length) * 8) / 6)
    forms.push(shifted.slice(Math.ceil((before * 8) / 6), end))
  }
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))]
}
