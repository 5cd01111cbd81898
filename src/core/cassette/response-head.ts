export const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
export const HEADER_TEXT = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
/** A client may have read the bytes of a reason as another text than that of a header. */
export const STATUS_TEXT = /^[\t\u0020-\u007e\u0080-\uffff]*$/

/** Returns `true` for a header that can be sent: a client may be given another, and fails with it. */
export function isHeader([name, value]: readonly [name: string, value: string]): boolean {
  return HEADER_NAME.test(name) && HEADER_TEXT.test(value)
}

interface StatusLine {
  status: number
  /** Left out where it is the `OK` of a 200. */
  statusText?: string | undefined
}

/** Returns the reason phrase of a stored response. */
export const statusTextOf = ({ status, statusText }: StatusLine): string =>
  statusText ?? (status === 200 ? 'OK' : '')

/** Returns a status line as it is stored. */
export const storedStatus = ({ status, statusText }: Required<StatusLine>): StatusLine =>
  status === 200 && statusText === 'OK' ? { status } : { status, statusText }
