import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { interleave, measure, median, ratio, recordings } from '../child.mjs'
import { mb, ms, renderTable, times } from '../table.mjs'

const RECORDERS = ['vitest-replay', 'vcr-test', 'nock', 'polly']

function files(candidate) {
  return readdirSync(recordings(candidate), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

const isOf = (name) => (path) => path.slice(path.indexOf('recordings')).includes(name)

function size(candidate, name) {
  const sizes = files(candidate)
    .filter(isOf(name))
    .map((path) => statSync(path).size)
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

/** Records what the other sections replay, and looks at what it costs and how large it is. */
export async function recording(rounds) {
  for (const candidate of RECORDERS) {
    rmSync(recordings(candidate), { recursive: true, force: true })
    await measure(candidate, 'turns', 'record', 100)
    await measure(candidate, 'calls', 'record', 2000)
  }
  const results = await interleave(['none', ...RECORDERS], rounds, (candidate) => {
    if (candidate !== 'none')
      for (const path of files(candidate).filter(isOf('turns-200'))) rmSync(path)
    return measure(candidate, 'turns', 'record', 200)
  })
  const verified = await interleave(['vitest-replay'], 1, (candidate) =>
    measure(candidate, 'turns', 'record', 200, { verify: true }),
  )
  const rows = Object.entries({ ...results, 'vitest-replay, verified': verified['vitest-replay'] })
  const [bytes, half] = ['turns-200', 'turns-100'].map((name) => size('vitest-replay', name))
  return {
    title: 'Recording a conversation of 200 turns, and the recording on disk',
    table: renderTable(
      ['', 'total ms', 'CPU ms', 'over none', '100 turns', '200 turns', 'growth'],
      rows.map(([candidate, measured]) => {
        const total = median(measured.map((one) => one.totalMs))
        const cpu = ms(median(measured.map((one) => one.cpuMs)))
        const none = median(results['none'].map((one) => one.totalMs))
        const paired = results[candidate]
          ? ratio(results, candidate, 'none', (one) => one.totalMs)
          : total / none
        if (!RECORDERS.includes(candidate))
          return [candidate, ms(total), cpu, times(paired), '', '', '']
        const [small, large] = [size(candidate, 'turns-100'), size(candidate, 'turns-200')]
        return [
          candidate,
          ms(total),
          cpu,
          times(paired),
          mb(small),
          mb(large),
          times(large / small),
        ]
      }),
    ),
    limits: [
      { what: 'cassette of 200 turns', value: bytes / 1e6, max: 1.5, unit: ' MB' },
      { what: '200 turns over 100 turns', value: bytes / half, max: 2.1, unit: 'x' },
    ],
  }
}
