import { useMemo } from 'preact/hooks'
import { parseMarkdown, type Block, type Inline } from './parse-markdown.ts'

/** A text rendered as Markdown: elements of a safe part of it, everything else as text. */
export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text])
  return (
    <div class="markdown">
      {blocks.map((block, at) => (
        <BlockElement key={at} block={block} />
      ))}
    </div>
  )
}

function BlockElement({ block }: { block: Block }) {
  if (block.kind === 'code') return <pre class="markdown-code">{block.text}</pre>
  if (block.kind === 'list') {
    const items = block.items.map((item, at) => (
      <li key={at}>
        <Line parts={item} />
      </li>
    ))
    return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
  }
  // A heading of a text is none of the page.
  return (
    <p class={block.kind === 'heading' ? `markdown-heading level-${block.level}` : undefined}>
      <Line parts={block.inline} />
    </p>
  )
}

function Line({ parts }: { parts: readonly Inline[] }) {
  return (
    <>
      {parts.map(({ kind, text }, at) => {
        if (kind === 'strong') return <strong key={at}>{text}</strong>
        if (kind === 'em') return <em key={at}>{text}</em>
        return kind === 'code' ? <code key={at}>{text}</code> : <span key={at}>{text}</span>
      })}
    </>
  )
}
