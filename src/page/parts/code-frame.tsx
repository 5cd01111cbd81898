import type { CodeFrame } from '../../core/report/cause-schema.ts'

/** Some lines of code; the one that matters is marked. */
export function CodeFrameBlock({ frame, line }: { frame: CodeFrame; line: number }) {
  return (
    <ol class="code-frame mono" aria-label={`Code around line ${line}`}>
      {frame.lines.map((text, at) => {
        const number = frame.from + at
        return (
          <li key={at} aria-current={number === line ? 'true' : undefined}>
            <span class="code-number" aria-hidden="true">
              {number}
            </span>
            <code>{text}</code>
          </li>
        )
      })}
    </ol>
  )
}
