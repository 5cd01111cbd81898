import { isDrawnText } from './stand-in.ts'

const SENT = 'sent'
/** @note Whatever the scheme: `Bearer`, `Basic`, `AWS4-HMAC-SHA256`. */
const SCHEME = /^([A-Za-z][\w-]{2,24}) +\S/
const COOKIE_NAME = /^[A-Za-z][\w.-]{0,39}$/
/** A value that has been described before. */
const DESCRIBED = /^sent(?: [A-Za-z][\w.-]*)*(?: \$[A-Za-z_]\w*)?$/

/**
 * Describes a header whose value is a secret without it.
 *
 * @param text Replaces the secrets in a text.
 * @param variable The environment variable that holds the secret: without it, an agent may not send the header.
 *
 * @example
 * presenceOf('authorization', 'Bearer opaque', { text }) // 'sent Bearer'
 * presenceOf('cookie', 'b=2; a=1', { text }) // 'sent a b'
 */
export function presenceOf(
  name: string,
  value: string,
  { text, variable }: { text: (text: string) => string; variable?: string | undefined },
): string {
  if (DESCRIBED.test(value)) return value
  const origin = variable === undefined ? '' : ` $${variable}`
  if (name === 'cookie') {
    const names = value.split(';').map((pair) => pair.split('=', 1)[0]!.trim())
    const isKept = names.every(
      (one) => COOKIE_NAME.test(one) && !isDrawnText(one) && text(one) === one,
    )
    return (isKept && value.includes('=') ? [SENT, ...names.sort()].join(' ') : SENT) + origin
  }
  const scheme = name === 'authorization' ? SCHEME.exec(value)?.[1] : undefined
  return `${SENT}${scheme === undefined ? '' : ` ${scheme}`}${origin}`
}
