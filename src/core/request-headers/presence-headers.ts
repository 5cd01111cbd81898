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

/** Checks that a cassette that was recorded with a version of the table has these headers wherever they were sent. */
export function keepsPresence(table: number | undefined): boolean {
  return table !== undefined && table >= SINCE
}

/** The form in which such a header is compared: where its secret came from is no part of it. */
export function presenceForm(value: string): string {
  return value.replace(VARIABLE, '').toLowerCase()
}

/** The environment variable that held the secret. */
export function variableOf(value: string): string | undefined {
  return VARIABLE.exec(value)?.[0].trim().slice(1)
}
