import type { SourceLocation } from '../../core/divergence/schema.ts'
import { CopyButton } from './copy-button.tsx'

/** A place in the user's code, to copy. */
export function Place({ source }: { source: SourceLocation }) {
  const place = `${source.file}:${source.line}`
  return (
    <span class="place">
      <bdi class="mono">{place}</bdi>
      <CopyButton label="Copy place" text={place} />
    </span>
  )
}
