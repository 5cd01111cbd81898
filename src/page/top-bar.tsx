import { useRef } from 'preact/hooks'
import type { LiveLink } from './report/live-link.ts'
import { LiveState } from './parts/live-state.tsx'
import type { ReadReport } from './report/read-report.ts'
import { leaveRun } from './route/left-run.ts'
import { Icon } from './parts/icon.tsx'
import { switchTheme } from './parts/theme.ts'

/** A view in the navigation: its page, label and address. */
export type TopView = readonly [page: string, label: string, href: string]

interface TopBarProps {
  live: LiveLink | null
  reports: readonly ReadReport[]
  views: readonly TopView[]
  /** The page that is shown; the page of one run counts as `runs`. */
  page: string
  onOpen(files: Iterable<File>): void
  onHelp(): void
}

/** The navigation between views, and the controls for the whole page. */
export function TopBar({ live, reports, views, page, onOpen, onHelp }: TopBarProps) {
  const input = useRef<HTMLInputElement>(null)
  const releases = [
    ...new Set(reports.map((read) => (read.kind === 'whole' ? read.report : read.head).release.id)),
  ].filter((release) => release !== null)
  return (
    <header class="top-bar">
      <a class="brand" href="#/">
        vitest-replay
      </a>
      {views.length > 0 && (
        <nav class="views" aria-label="Views">
          {views.map(([name, label, href]) => (
            <a
              key={name}
              href={href}
              onClick={() => leaveRun(null)}
              aria-current={name === (page === 'run' ? 'runs' : page) ? 'page' : undefined}
            >
              {label}
            </a>
          ))}
        </nav>
      )}
      {releases.length > 0 && (
        <span class="release mono" title="Release">
          {releases.join(', ')}
        </span>
      )}
      {live && <LiveState live={live} />}
      {reports.length > 1 && !live && <span class="dim">{reports.length} reports</span>}
      <span class="grow" />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,.html"
        data-open
        onChange={(event) => {
          onOpen([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      <button type="button" class="button quiet" onClick={() => input.current?.click()}>
        <Icon name="open" />
        <span class="wide-only">Open report</span>
        <span class="narrow-only">Open</span>
      </button>
      <button type="button" class="button quiet" aria-label="Dark or light" onClick={switchTheme}>
        <Icon name="theme" />
      </button>
      <button type="button" class="button quiet" aria-label="Keyboard shortcuts" onClick={onHelp}>
        ?
      </button>
    </header>
  )
}
