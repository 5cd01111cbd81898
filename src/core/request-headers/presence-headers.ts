/**
 * Headers whose value is a secret: of them a cassette keeps that they were sent, with the scheme of an authorization and
 * the names of cookies.
 */
export const PRESENCE_HEADERS: ReadonlySet<string> = new Set([
  'api-key',
  'authorization',
  'cookie',
  'x-api-key',
  'x-goog-api-key',
])

/** The version of the table of headers with which cassettes began to keep them. */
const SINCE = 4

const VARIABLE = / ?\$[A-Za-z_]\w*$/
/** The part that tells one account from another. */
const ACCOUNT = / =(\S+)/
/** The mark behind the cookies that are kept. */
const UNSEEN = /\/\?$/
const DRAWN_KEY = / =\?(\d+)$/
/** Stands for a secret that is too easy to guess for anything of it to be kept. */
export const GUESSABLE = '?'

/** Checks that a cassette that was recorded with a version of the table has these headers wherever they were sent. */
export function keepsPresence(table: number | undefined): boolean {
  return table !== undefined && table >= SINCE
}

/** The form in which such a header is compared: where its secret came from is no part of it. */
export function presenceForm(value: string, { withAccount = false } = {}): string {
  const form = value.replace(VARIABLE, '').replace(UNSEEN, '')
  return withAccount ? form : withoutAccount(form).toLowerCase()
}

export function withoutAccount(value: string): string {
  return value.replace(ACCOUNT, '')
}

/** The account that a header with a secret is for, as far as it is known. */
export function accountIn(value: string): string | undefined {
  const account = ACCOUNT.exec(value)?.[1]?.replace(UNSEEN, '')
  return account?.startsWith(GUESSABLE) ? undefined : account
}

/** Checks that another secret in its place would not be seen. */
export function isGuessable(value: string): boolean {
  return ACCOUNT.exec(value)?.[1]?.endsWith(GUESSABLE) === true
}

/** The number of a key that was drawn at random, among those of its run. */
export function keyNumber(value: string): string | undefined {
  return DRAWN_KEY.exec(value)?.[1]
}

/** The key under which it is known that the accounts of a header count: one service has other accounts than another. */
export function accountKey(name: string, url: string): string {
  return `${name} ${/^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? ''}`
}

/** The environment variable that held the secret. */
export function variableOf(value: string): string | undefined {
  return VARIABLE.exec(value)?.[0].trim().slice(1)
}

/** The entry among the headers that varied of one whose account did. */
export function varyingAccount(name: string): string {
  return `${name}=`
}
