import { CopyButton } from './copy-button.tsx'

/** A command to copy into a terminal. */
export function CommandBlock({ text, label = 'Copy command' }: { text: string; label?: string }) {
  return (
    <p class="command">
      <code>{text}</code>
      <CopyButton label={label} text={text} />
    </p>
  )
}
