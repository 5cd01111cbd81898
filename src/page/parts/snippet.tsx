import { CopyButton } from './copy-button.tsx'

/** Some lines of code to copy into a test. */
export function Snippet({ code }: { code: string }) {
  return (
    <div class="snippet">
      <pre>{code}</pre>
      <CopyButton label="Copy" text={code} />
    </div>
  )
}
