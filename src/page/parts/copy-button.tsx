import { useState } from 'preact/hooks'
import { copyText } from './copy-text.ts'
import { Icon } from './icon.tsx'

/** Copies a text, and confirms it. */
export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const [done, setDone] = useState(false)
  const copy = async () => {
    const copied = await copyText(typeof text === 'string' ? text : text())
    setDone(copied)
    setTimeout(() => setDone(false), 1500)
  }
  return (
    <button type="button" class="button quiet copy" onClick={() => void copy()}>
      <Icon name={done ? 'check' : 'copy'} />
      {done ? 'Copied' : label}
    </button>
  )
}
