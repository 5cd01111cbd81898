import { useMemo } from 'preact/hooks'
import type { JsonValue } from '../../../core/json.ts'
import { formatBytes } from '../../format/format-bytes.ts'
import { FileButton } from '../file-button.tsx'
import { findMedia, type Media } from './find-media.ts'

/** Types that a browser shows without running anything in them: no SVG, no HTML. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
const SOUNDS = new Set([
  'audio/wav',
  'audio/mpeg',
  'audio/mp3',
  'audio/ogg',
  'audio/webm',
  'audio/mp4',
])
const LARGEST = 12 * 1024 * 1024

/** The images and sounds of a value; documents are named and offered as files. Nothing is loaded from anywhere. */
export function MediaStrip({ value }: { value: JsonValue }) {
  const found = useMemo(() => findMedia(value), [value])
  if (found.length === 0) return null
  return (
    <ul class="media" aria-label="Images, sounds and documents">
      {found.map((media, at) => (
        <li key={at}>
          <Shown media={media} />
          <p class="dim">
            <bdi>{media.name ?? media.type}</bdi>, {formatBytes(sizeOf(media))}{' '}
            <FileButton
              name={`media-${at + 1}`}
              contentType={media.type}
              encoding="base64"
              read={() => Promise.resolve(media.base64)}
            />
          </p>
        </li>
      ))}
    </ul>
  )
}

function Shown({ media }: { media: Media }) {
  const { type, base64 } = media
  if (base64.length > LARGEST) return null
  if (IMAGES.has(type))
    return <img src={`data:${type};base64,${base64}`} alt={media.name ?? `an image, ${type}`} />
  if (SOUNDS.has(type))
    return <audio controls src={`data:${type};base64,${base64}`} aria-label={media.name ?? type} />
  return null
}

function sizeOf({ base64 }: Media): number {
  return Math.floor((base64.length * 3) / 4)
}
