import { useState } from 'preact/hooks'
import { fromBase64 } from '../../core/bytes.ts'
import { download } from './download.ts'
import { Icon } from './icon.tsx'

interface FileButtonProps {
  name: string
  contentType: string | null
  encoding: 'json' | 'text' | 'base64'
  read(): Promise<string>
}

/** Offers a text or bytes as a file; they are read on demand, and never rendered. */
export function FileButton({ name, contentType, encoding, read }: FileButtonProps) {
  const [state, setState] = useState<'idle' | 'reading' | { problem: string }>('idle')
  const save = async () => {
    setState('reading')
    try {
      const text = await read()
      const bytes = encoding === 'base64' ? (fromBase64(text) as Uint8Array<ArrayBuffer>) : text
      // Never the recorded type, which is untrusted: no browser opens this one as a page.
      download(`${name}.${extensionOf(encoding, contentType)}`, 'application/octet-stream', bytes)
      setState('idle')
    } catch (error) {
      setState({ problem: error instanceof Error ? error.message : String(error) })
    }
  }
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label={`Download ${name}`}
        aria-disabled={state === 'reading'}
        onClick={() => state !== 'reading' && void save()}
      >
        <Icon name="download" />
        {state === 'reading' ? 'Reading' : 'Download'}
      </button>
      {typeof state === 'object' && (
        <span class="tone-bad" role="alert">
          Failed to read it: {state.problem}
        </span>
      )}
    </>
  )
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'video/mp4': 'mp4',
}

function extensionOf(encoding: FileButtonProps['encoding'], contentType: string | null): string {
  if (encoding === 'json') return 'json'
  const type = contentType?.split(';')[0]!.trim().toLowerCase() ?? ''
  const known = Object.hasOwn(EXTENSIONS, type) ? EXTENSIONS[type]! : null
  return known ?? (encoding === 'text' ? 'txt' : 'bin')
}
