import { SuperJSON } from 'superjson'
import { fromBase64, toBase64 } from '../bytes.ts'

/** The superjson instance that writes and reads values beyond JSON. */
export const codec = new SuperJSON({ dedupe: false })

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
    deserialize: (text) => NodeBuffer?.from(fromBase64(text)) ?? fromBase64(text),
  },
  'Buffer',
)
codec.registerCustom<Uint8Array, string>(
  {
    isApplicable: (value): value is Uint8Array =>
      value instanceof Uint8Array && Object.getPrototypeOf(value) === Uint8Array.prototype,
    serialize: (bytes) => toBase64(bytes),
    deserialize: (text) => fromBase64(text),
  },
  'bytes',
)
codec.registerCustom<ArrayBuffer, string>(
  {
    isApplicable: (value): value is ArrayBuffer => value instanceof ArrayBuffer,
    serialize: (buffer) => toBase64(new Uint8Array(buffer)),
    deserialize: (text) => fromBase64(text).buffer as ArrayBuffer,
  },
  'buffer',
)

const VIEWS: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
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
      const [name, base64] = text.split(':') as [string, string]
      return new VIEWS[name]!(fromBase64(base64).buffer as ArrayBuffer)
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

function viewName(view: ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice(8, -1)
}
