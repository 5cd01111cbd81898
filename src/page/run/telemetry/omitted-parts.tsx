import type { Omitted } from '../../../core/report/action-schema.ts'
import { formatBytes } from '../../format/format-bytes.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { FileButton } from '../../parts/file-button.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'

/**
 * Offers parts that are too large to be shown as files; a part that only the cassette has is named.
 */
export function OmittedParts({
  loaded: { run, source },
  omitted,
  name,
}: {
  loaded: LoadedRun
  omitted: readonly Omitted[]
  name: string
}) {
  if (omitted.length === 0) return null
  const command = `npx vitest-replay show '${run.cassette.replaceAll("'", `'\\''`)}' --json`
  return (
    <section class="content">
      <h3>Too large to show</h3>
      <ul class="plain files">
        {omitted.map(({ part, bytes, contentType, content }, index) => (
          <li key={index} class="bytes">
            <span>
              {part}: {formatBytes(bytes)}
              {contentType === null ? '' : `, ${contentType}`}
            </span>{' '}
            {content ? (
              <FileButton
                name={`${name}-${part}`}
                contentType={contentType}
                encoding={content.encoding}
                read={() => source.file(content.text)}
              />
            ) : (
              <span>only in the cassette</span>
            )}
          </li>
        ))}
      </ul>
      {omitted.some(({ content }) => !content) && (
        <p class="dim">
          <CopyButton text={command} label="Copy the command that prints the cassette" />
        </p>
      )}
    </section>
  )
}
