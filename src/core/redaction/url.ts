import { isCredentialParameter } from './credential-names.ts'
import { containsPlaceholder } from './placeholder.ts'

/** Replaces the value of a credential parameter, and the secrets in a text. */
interface UrlRedaction {
  parameter: (secret: string) => string
  text: (text: string) => string
}

const USER = /^((?:[A-Za-z][A-Za-z\d+.-]*:)?\/\/)[^/?#\\]*@/

/**
 * Marks a redacted URL that had a user: `fetch` follows no redirect to one, whoever it is.
 *
 * @example
 * markUser('http://ann:opaque@localhost/', 'http://localhost/') // 'http://redacted@localhost/'
 */
export function markUser(original: string, redacted: string): string {
  return USER.test(original) ? redacted.replace(/^([^/]*\/\/)/, '$1redacted@') : redacted
}

/**
 * Takes credentials out of a URL: user and password go, the values of credential parameters are replaced.
 *
 * @note By hand: a recorded URL may be none to `new URL` (`<OLLAMA_API_BASE>/chat`), and must not be rewritten by it.
 */
export function redactUrl(url: string, redaction: UrlRedaction): string {
  const bare = url.replace(USER, '$1')
  const hash = bare.indexOf('#')
  const [head, fragment] = hash === -1 ? [bare, ''] : [bare.slice(0, hash), bare.slice(hash)]
  const query = head.indexOf('?')
  const path = query === -1 ? head : head.slice(0, query + 1)
  const parameters = query === -1 ? '' : redactParameters(head.slice(query + 1), redaction)
  const kept = fragment.includes('=')
    ? `#${redactParameters(fragment.slice(1), redaction)}`
    : fragment
  return redaction.text(path + parameters + kept)
}

function redactParameters(query: string, redaction: UrlRedaction): string {
  return query
    .split('&')
    .map((parameter) => {
      const equals = parameter.indexOf('=')
      if (equals === -1) return parameter
      const value = decode(parameter.slice(equals + 1))
      const name = decode(parameter.slice(0, equals))
      if (!isCredentialParameter(name, value) || containsPlaceholder(value)) return parameter
      return parameter.slice(0, equals + 1) + redaction.parameter(value)
    })
    .join('&')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
