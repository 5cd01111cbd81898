import type { Omitted } from '../../../core/report/action-schema.ts'
import { formatBytes } from '../../format/format.ts'
import { CopyButton } from '../../parts/copy-button.tsx'

/** Names what the report leaves out because of its size, and where it is. */
export function OmittedParts({
  omitted,
  cassette,
}: {
  omitted: readonly Omitted[]
  cassette: string
}) {
  if (omitted.length === 0) return null
  const command = `npx vitest-replay show '${cassette.replaceAll("'", `'\\''`)}' --json`
  return (
    <section class="content">
      <h3>Left out of this report</h3>
      <ul class="plain">
        {omitted.map(({ part, bytes, contentType }, index) => (
          <li key={index}>
            {part}: {formatBytes(bytes)}
            {contentType === null ? '' : `, ${contentType}`}
          </li>
        ))}
      </ul>
      <p class="dim">
        The cassette holds it. <CopyButton text={command} label="Copy the command that prints it" />
      </p>
    </section>
  )
}
