import { fromBase64 } from '../../core/bytes.ts'
import { download } from './download.ts'
import { formatBytes } from '../format/format-bytes.ts'
import { Icon } from './icon.tsx'

/** Offers bytes that are no text as a file, never rendered. */
export function BytesBlock({ base64, name }: { base64: string; name: string }) {
  const size = Math.floor((base64.length * 3) / 4)
  return (
    <p class="bytes">
      Binary, {formatBytes(size)}{' '}
      <button
        type="button"
        class="button"
        onClick={() =>
          download(
            `${name}.bin`,
            'application/octet-stream',
            fromBase64(base64) as Uint8Array<ArrayBuffer>,
          )
        }
      >
        <Icon name="download" />
        Download
      </button>
    </p>
  )
}
