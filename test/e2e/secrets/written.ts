import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** The paths of all files under a folder, without those of packages. */
export function filesOf(root: string, under = ''): string[] {
  return readdirSync(join(root, under)).flatMap((name) => {
    const path = join(under, name)
    if (name === 'node_modules') return []
    return statSync(join(root, path)).isDirectory() ? filesOf(root, path) : [path]
  })
}

/** The text of a file, and what it holds packed. */
export function contentOf(path: string): string {
  const text = readFileSync(path, 'latin1')
  const packed = path.endsWith('.html') ? text.matchAll(/<script[^>]*>([A-Za-z0-9+/=]{40,})</g) : []
  const whole = [text, ...Array.from(packed, ([, data]) => unpack(data!))].join('\n')
  const bytes = whole.matchAll(/H4sI[A-Za-z0-9+/]{20,}={0,2}/g)
  const bodies = whole.matchAll(/\\?"base64\\?":\\?"([A-Za-z0-9+/]{12,}={0,2})/g)
  const encoded = Array.from(bodies, ([, data]) =>
    [inflateSync, brotliDecompressSync].map((decode) => unpack(data!, decode)),
  )
  return [whole, ...Array.from(bytes, ([data]) => unpack(data)), ...encoded.flat()].join('\n')
}

/** A value as it stands in texts: plain, escaped, in base64 at any offset, in hexadecimal. */
export function formsOf(value: string): string[] {
  const encoded = [0, 1, 2].map((before) =>
    Buffer.from(`${' '.repeat(before)}${value}`)
      .toString('base64')
      .slice(4, -6),
  )
  const hex = Buffer.from(value).toString('hex')
  return [value, encodeURIComponent(value), ...encoded, hex, hex.toUpperCase()]
}

function unpack(data: string, decode: (bytes: Buffer) => Buffer = gunzipSync): string {
  try {
    return decode(Buffer.from(data, 'base64')).toString('latin1')
  } catch {
    return ''
  }
}
