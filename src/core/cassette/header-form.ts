export const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
export const HEADER_TEXT = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
/** A client may have read the bytes of a reason as another text than that of a header. */
export const STATUS_TEXT = /^[\t\u0020-\u007e\u0080-\uffff]*$/

/** Returns `true` for a header that can be sent: a client may be given another, and fails with it. */
export function isHeader([name, value]: readonly [name: string, value: string]): boolean {
  return HEADER_NAME.test(name) && HEADER_TEXT.test(value)
}
