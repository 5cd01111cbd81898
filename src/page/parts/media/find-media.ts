import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'

/** An image, a sound or a document within JSON. */
export interface Media {
  /** Its media type, such as `image/png`. */
  type: string
  base64: string
  name: string | null
}

const MOST = 24
const MOST_NODES = 20_000
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Finds images, sounds and documents in a request or an answer, as the providers' APIs hold them. */
export function findMedia(value: JsonValue): Media[] {
  const found: Media[] = []
  const stack: JsonValue[] = [value]
  for (let nodes = 0; stack.length > 0 && nodes < MOST_NODES && found.length < MOST; nodes++) {
    const next = stack.pop()!
    if (typeof next === 'string') {
      const media = ofDataUrl(next, null)
      if (media) found.push(media)
    } else if (Array.isArray(next)) stack.push(...next.slice(0, MOST_NODES).reverse())
    else if (isJsonObject(next)) {
      const media = ofObject(next)
      if (media) found.push(media)
      else stack.push(...Object.values(next).slice(0, MOST_NODES).reverse())
    }
  }
  return found
}

function ofObject(object: JsonObject): Media | null {
  const name = textOf(object, 'filename') ?? textOf(object, 'title')
  const url = textOf(object, 'file_data')
  if (url !== null) return ofDataUrl(url, name)
  const data = textOf(object, 'data')
  if (data === null || !BASE64.test(data)) return null
  const type =
    textOf(object, 'media_type') ?? textOf(object, 'mimeType') ?? textOf(object, 'mime_type')
  if (type !== null) return { type, base64: data, name }
  const format = textOf(object, 'format')
  return format !== null && /^(?:wav|mp3)$/.test(format)
    ? { type: format === 'mp3' ? 'audio/mpeg' : 'audio/wav', base64: data, name }
    : null
}

function ofDataUrl(text: string, name: string | null): Media | null {
  const found = DATA_URL.exec(text)
  if (!found) return null
  const base64 = text.slice(found[0].length)
  return BASE64.test(base64) ? { type: found[1]!.toLowerCase(), base64, name } : null
}

function textOf(object: JsonObject, key: string): string | null {
  const value = object[key]
  return typeof value === 'string' ? value : null
}
