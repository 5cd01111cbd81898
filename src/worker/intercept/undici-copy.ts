import type { ErrorClasses } from './undici-errors.ts'

type HeaderRecord = Record<string, string | string[]>

/** The exports of a copy of undici that its answers are made with; the copy inside Node has none. */
export interface UndiciCopy {
  errors?: ErrorClasses | undefined
  util?: { parseHeaders?(raw: Buffer[]): HeaderRecord } | undefined
}

/**
 * Reads raw headers as a copy of undici does for its handlers.
 *
 * @note Versions differ: the bytes of a value are UTF-8 for some, Latin-1 for others.
 */
export function readHeaders({ util }: UndiciCopy, raw: Buffer[]): HeaderRecord {
  return util?.parseHeaders?.(raw) ?? recordOf(raw)
}

function recordOf(raw: Buffer[]): HeaderRecord {
  const record: HeaderRecord = {}
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]!.toString('latin1').toLowerCase()
    const value = raw[at + 1]!.toString('latin1')
    const present = record[name]
    record[name] = present === undefined ? value : [present, value].flat()
  }
  return record
}
