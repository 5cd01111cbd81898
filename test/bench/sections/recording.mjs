import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allRecorded, interleave, measure, median, ratio, ratios, recordings } from '../child.mjs'
import { row } from '../row.mjs'
import { mb, ms, renderTable, times } from '../table.mjs'

const RECORDERS = ['vitest-replay', 'vcr-test', 'nock', 'polly']
const VERIFIED = 'vitest-replay, verified'
const CANDIDATES = ['none', ...RECORDERS, VERIFIED]

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
  rmSync(allRecorded, { force: true })
  for (const candidate of RECORDERS) {
    rmSync(recordings(candidate), { recursive: true, force: true })
    await measure(candidate, 'turns', 'record', 100)
    await measure(candidate, 'calls', 'record', 2000)
  }
  const results = await interleave(CANDIDATES, rounds, (candidate) => {
    const [recorder, verified] = candidate.split(', ')
    if (recorder !== 'none')
      for (const path of files(recorder).filter(isOf('turns-200'))) rmSync(path)
    return measure(recorder, 'turns', 'record', 200, { verify: verified !== undefined })
  })
  writeFileSync(allRecorded, '')
  const over = (candidate, field) => ratios(results, candidate, 'none', (one) => one[field])
  const [bytes, half] = ['turns-200', 'turns-100'].map((name) => size('vitest-replay', name))
  return {
    title: 'recording a conversation of 200 turns, and the recording on disk',
    table: renderTable(
      ['', 'total ms', 'CPU ms', 'over none', 'CPU', '100 turns', '200 turns', 'growth'],
      CANDIDATES.map((candidate) => [
        candidate,
        ...['totalMs', 'cpuMs'].map((field) =>
          ms(median(results[candidate].map((one) => one[field]))),
        ),
        ...['totalMs', 'cpuMs'].map((field) =>
          times(ratio(results, candidate, 'none', (one) => one[field])),
        ),
        ...(RECORDERS.includes(candidate) ? onDisk(candidate) : ['', '', '']),
      ]),
    ),
    rows: [
      row('over no recorder', over('vitest-replay', 'totalMs'), { target: 1.8, unit: 'x' }),
      row('over no recorder, CPU', over('vitest-replay', 'cpuMs'), { target: 1.8, unit: 'x' }),
      row('over no recorder, verified', over(VERIFIED, 'totalMs'), { target: 3, unit: 'x' }),
      row('over no recorder, verified, CPU', over(VERIFIED, 'cpuMs'), { target: 3, unit: 'x' }),
      row('cassette of 200 turns', [bytes / 1e6], { target: 0.8, unit: ' MB', exact: true }),
      row('200 turns over 100 turns', [bytes / half], { target: 2.1, unit: 'x', exact: true }),
    ],
  }
}

function onDisk(candidate) {
  const [small, large] = [size(candidate, 'turns-100'), size(candidate, 'turns-200')]
  return [mb(small), mb(large), times(large / small)]
}
