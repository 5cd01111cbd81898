import type { JsonObject } from '../json.ts'
import { nameField, objectField } from './json-fields.ts'

/** A part of a content that is no text: its kind, and the fields that may name or locate it. */
const KINDS: ReadonlyArray<[kind: string, fields: readonly string[]]> = [
  ['image', ['image_url', 'input_image', 'image']],
  ['audio', ['input_audio', 'audio', 'audio_url']],
  ['video', ['video', 'video_url', 'input_video']],
  ['document', ['document', 'document_url']],
  [
    'file',
    [
      'file',
      'input_file',
      'container_upload',
      'inlineData',
      'inline_data',
      'fileData',
      'file_data',
    ],
  ],
]

/** The fields that name a file, the best first. */
const NAMES = ['filename', 'name', 'title', 'file_id', 'fileUri', 'file_uri', 'url', 'image_url']
const TYPES = ['mimeType', 'mime_type', 'mediaType', 'media_type', 'format']

/**
 * Renders an image, a document or another file of a content as a short text, `[document: rules.pdf]`; `null` for
 * any other part.
 */
export function mediaText(part: JsonObject): string | null {
  const type = nameField(part, 'type')
  for (const [kind, fields] of KINDS) {
    const field = fields.find((name) => type === name || (type === null && name in part))
    if (field === undefined) continue
    const own = objectField(part, field)
    const places = [part, own, objectField(part, 'source'), objectField(own, 'source')]
    const name = firstOf(places, NAMES)
    const isData = name === null || name.startsWith('data:')
    const about = isData ? firstOf(places, TYPES) : name
    return about === null ? `[${kind}]` : `[${kind}: ${about}]`
  }
  return null
}

function firstOf(places: readonly JsonObject[], names: readonly string[]): string | null {
  for (const name of names)
    for (const place of places) {
      const found = nameField(place, name)
      if (found !== null) return found
    }
  return null
}
