import type { LiveMessage } from '../../core/run-events/live-events.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { FollowedRuns } from './followed-runs.ts'
import type { LiveLink } from './live-link.ts'
import { readReportText } from './read-embedded.ts'
import type { ReadReport } from './read-report.ts'
import type { ReportStore } from './report-store.ts'

/** Milliseconds between two changes of the page. */
const EVERY = 100

/** Follows the runs of the Vitest that serves this page; a page from disk has none. */
export function followLive(store: ReportStore): void {
  if (!document.getElementById('vitest-replay-live')) return
  const runs = new FollowedRuns()
  let own: readonly ReadReport[] = []
  let base: readonly ReadReport[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    timer = undefined
    const live = runs.report()
    const before = own
    own = live ? [...base, live] : base
    store.change(({ reports }) => ({
      reports: [...own, ...reports.filter((read) => !before.includes(read))],
    }))
  }
  const link = (part: Partial<LiveLink>) =>
    store.change(({ live }) => ({
      live: { isConnected: false, isTesting: false, rerun, ...live, ...part },
    }))
  let asked = 0
  const take = async (message: LiveMessage) => {
    if (message.event === 'tests') return link({ isTesting: message.isRunning })
    if (message.event !== 'report') {
      runs.apply(message)
      timer ??= setTimeout(show, EVERY)
      return
    }
    const over = runs.ids().filter((id) => !message.younger.includes(id))
    const turn = ++asked
    const read = message.exists ? await readServed() : []
    if (turn === asked) base = read
    runs.drop(over)
    clearTimeout(timer)
    show()
    store.change(() => ({ loading: false }))
  }
  const source = new EventSource('events')
  source.addEventListener('open', () => link({ isConnected: true }))
  source.addEventListener('error', () => link({ isConnected: false, isTesting: false }))
  source.addEventListener(
    'message',
    ({ data }: MessageEvent<string>) => void take(JSON.parse(data) as LiveMessage),
  )
  link({})
  store.change(() => ({ loading: true }))
}

/** Reads the report that is served beside this page. */
async function readServed(): Promise<ReadReport[]> {
  const get = async (path: string) => {
    const response = await fetch(path)
    if (!response.ok) throw new Error(`${path} cannot be read`)
    return response.text()
  }
  return readReportText('report.html', await get('report.html'), get)
}

async function rerun(runs: readonly RunReport[], mode: 'none' | 'all'): Promise<string | null> {
  const tests = runs.map(({ test: { file, fullName }, project }) => ({ file, fullName, project }))
  const response = await fetch('rerun', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tests, mode }),
  }).catch(() => null)
  return response?.ok ? null : response ? response.text() : 'Vitest does not answer'
}
