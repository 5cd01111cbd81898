import { useMemo, useState } from 'preact/hooks'
import { download } from './download.ts'
import { formatBytes } from '../format/format-bytes.ts'
import { Icon } from './icon.tsx'
import { Markdown } from './markdown/markdown.tsx'
import { looksLikeMarkdown } from './markdown/parse-markdown.ts'

/** The number of characters above which a text is offered as a file. */
export const MAX_RENDERED = 1024 * 1024
const FOLD = 3000
const LONGEST_MARKDOWN = 100_000

/** A text with its white space kept and nothing interpreted. */
export function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false)
  const [rendered, setRendered] = useState(false)
  const isMarkdown = useMemo(
    () => text.length <= LONGEST_MARKDOWN && looksLikeMarkdown(text),
    [text],
  )
  if (text.length > MAX_RENDERED) return <TooLong text={text} type="text/plain" />
  const folded = !open && text.length > FOLD * 1.5
  return (
    <div class="long-text">
      {isMarkdown && (
        <button
          type="button"
          class="link render-markdown"
          aria-pressed={rendered}
          onClick={() => setRendered(!rendered)}
        >
          {rendered ? 'Show raw' : 'Render Markdown'}
        </button>
      )}
      {rendered && <Markdown text={text} />}
      <pre hidden={rendered}>{folded ? text.slice(0, FOLD) : text}</pre>
      {folded && !rendered && (
        <button type="button" class="button quiet" onClick={() => setOpen(true)}>
          Show all {formatBytes(text.length)}
        </button>
      )}
    </div>
  )
}

/** Offers a text as a file. */
export function TooLong({ text, type }: { text: string; type: string }) {
  return (
    <p class="bytes">
      {formatBytes(text.length)}, too long to show here{' '}
      <button
        type="button"
        class="button"
        onClick={() => download(type === 'application/json' ? 'body.json' : 'body.txt', type, text)}
      >
        <Icon name="download" />
        Download
      </button>
    </p>
  )
}
