import { SuperJSON } from 'superjson'
import { fromBase64, toBase64, utf8 } from '../bytes.ts'

/** The superjson instance that writes and reads values beyond JSON. */
export const codec = new SuperJSON({ dedupe: false })

interface ListWithFields {
  list: unknown[]
  fields: object
}

/** Returns `true` for the key of an element, among the keys of a list. */
export function isIndex(key: string): boolean {
  return /^\d+$/.test(key)
}

/** Returns `true` for a list that has more than elements, as the result of a match does. */
export function hasFields(list: readonly unknown[]): boolean {
  const last = Object.keys(list).at(-1)
  return last !== undefined && !isIndex(last)
}

/** The fields of a list beside its elements. */
export function fieldsOf(list: readonly unknown[]): object {
  return Object.fromEntries(Object.entries(list).filter(([key]) => !isIndex(key)))
}

interface NodeBuffer {
  from(bytes: Uint8Array): Uint8Array
  isBuffer(value: unknown): boolean
}

/** @note Looked up, not imported: this folder also runs where there is no Node. */
const NodeBuffer = (globalThis as { Buffer?: NodeBuffer }).Buffer

codec.registerCustom<Uint8Array, string>(
  {
    isApplicable: (value): value is Uint8Array => NodeBuffer?.isBuffer(value) ?? false,
    serialize: (bytes) => toBase64(bytes),
    deserialize: (text) => NodeBuffer?.from(bytesOf(text)) ?? bytesOf(text),
  },
  'Buffer',
)
codec.registerCustom<Uint8Array, string>(
  {
    isApplicable: (value): value is Uint8Array =>
      value instanceof Uint8Array && Object.getPrototypeOf(value) === Uint8Array.prototype,
    serialize: (bytes) => toBase64(bytes),
    deserialize: (text) => bytesOf(text),
  },
  'bytes',
)
/** @note Its parts are read after it, as those of a set are. */
codec.registerCustom<unknown[], never>(
  {
    isApplicable: (value): value is unknown[] => Array.isArray(value) && hasFields(value),
    serialize: (list) => ({ list: [...list], fields: fieldsOf(list) }) as never,
    deserialize: ({ list, fields }: ListWithFields) => Object.assign(list, fields),
  },
  'list',
)
codec.registerCustom<ArrayBuffer, string>(
  {
    isApplicable: (value): value is ArrayBuffer => value instanceof ArrayBuffer,
    serialize: (buffer) => toBase64(new Uint8Array(buffer)),
    deserialize: (text) => inElements(bytesOf(text), 1),
  },
  'buffer',
)

const VIEWS: Record<
  string,
  { new (buffer: ArrayBuffer): ArrayBufferView; BYTES_PER_ELEMENT?: number }
> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
}

/** @note As bytes: JSON has neither NaN nor BigInt. */
codec.registerCustom<ArrayBufferView, string>(
  {
    isApplicable: (value): value is ArrayBufferView =>
      ArrayBuffer.isView(value) && viewName(value) in VIEWS,
    serialize: (view) =>
      `${viewName(view)}:${toBase64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))}`,
    deserialize: (text) => {
      const [, name, base64] = /^(\w+):(.*)$/s.exec(text) ?? [undefined, 'Uint8Array', text]
      const View = VIEWS[name!]!
      return new View(inElements(bytesOf(base64!), View.BYTES_PER_ELEMENT ?? 1))
    },
  },
  'view',
)
codec.registerCustom<Date, null>(
  {
    isApplicable: (value): value is Date => value instanceof Date && Number.isNaN(value.getTime()),
    serialize: () => null,
    deserialize: () => new Date(NaN),
  },
  'invalid-date',
)

/** @note A placeholder in the place of bytes that were a secret is bytes as well. */
function bytesOf(text: string): Uint8Array {
  return text.includes('<redacted:') ? utf8(text) : fromBase64(text)
}

/** @note The length of bytes in which a secret was replaced may be none of a whole number of elements. */
function inElements(bytes: Uint8Array, size: number): ArrayBuffer {
  const whole = new Uint8Array(Math.ceil(bytes.length / size) * size)
  whole.set(bytes)
  return whole.buffer
}

function viewName(view: ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice(8, -1)
}
