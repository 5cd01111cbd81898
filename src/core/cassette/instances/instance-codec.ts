import type { JsonValue } from '../../json.ts'
import { classFor, putTogether, takeApart, type InstanceBook } from './framework-instances.ts'
import { codec } from '../value-codec.ts'

/** @note The codec is one for all values: these say what the value it is at work on may hold, and are set for that long alone. */
let stores = false
let classes: InstanceBook | undefined

/** Writes a value whose instances of frameworks are stored. */
export function storingInstances<T>(write: () => T): T {
  const before = stores
  stores = true
  try {
    return write()
  } finally {
    stores = before
  }
}

/** Reads a value whose instances become those of the classes in a book. */
export function makingInstances<T>(book: InstanceBook | undefined, read: () => T): T {
  const before = classes
  classes = book
  try {
    return read()
  } finally {
    classes = before
  }
}

/** An instance in a cassette: its fields are written by the codec of their own. */
interface StoredInstance {
  module: string
  class: string
  fields: JsonValue
  made?: JsonValue
}

/** @note The codec leaves what is within a custom value as it is. */
codec.registerCustom<object, never>(
  {
    isApplicable: (value): value is object =>
      stores && typeof value === 'object' && value !== null && takeApart(value) !== null,
    serialize(value) {
      const { module, name, fields, made } = takeApart(value)!
      const write = (part: object) => JSON.parse(codec.stringify(part)) as JsonValue
      const stored: StoredInstance = { module, class: name, fields: write(fields) }
      if (made) stored.made = write(made)
      return stored as never
    },
    deserialize(stored: StoredInstance) {
      if (!classes) return stored
      const read = (part: JsonValue) => codec.deserialize(part as never) as Record<string, unknown>
      return putTogether(classFor(stored.module, stored.class, classes), {
        fields: read(stored.fields),
        ...(stored.made && { made: read(stored.made) }),
      })
    },
  },
  'instance',
)
