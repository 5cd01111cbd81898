import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** One of each kind of way out. */
const SAMPLE = [
  'fetch_get',
  'from_queue',
  'undici_warm_pool',
  'http_request',
  'socket_in_response',
  'net_own_lookup',
  'net_native',
  'net_warm',
  'http2_warm',
  'websocket_warm',
  'udp_connected',
  'dns_address',
  'spawn_program',
  'exec_sync',
  'cluster_fork',
  'thread_fetch',
  'thread_in_thread',
]

/** A network of its own, in which an address that is not a loopback one is this machine's: it stands for the internet. */
const IN_NAMESPACE = 'ip link set lo up && ip addr add 198.51.100.1/32 dev lo && exec "$0" go.mjs'

function findObstacle(): string | undefined {
  try {
    execFileSync('unshare', ['-rn', 'sh', '-c', 'ip link set lo up'], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return `no network namespace can be made here (unshare -rn): ${String(error).split('\n')[0]}`
  }
}

interface Results {
  testResults: Array<{ assertionResults: Array<{ title: string; status: string }> }>
}

test('no way out of a replay reaches another machine and stays green', async ({ skip }) => {
  const obstacle = findObstacle()
  if (obstacle !== undefined) skip(obstacle)
  const wanted = tableSize({ sample: SAMPLE, whole: [] })
  const project = createProject('egress')
  const { output, exitCode } = await project.run(
    ['unshare', '-rn', 'sh', '-c', IN_NAMESPACE, process.execPath],
    wanted.length > 0 ? { ROUTES: wanted.join(',') } : {},
  )
  expect(exitCode, output).toBe(0)
  const [file] = (JSON.parse(project.read('results.json')) as Results).testResults
  const statuses = new Map(file!.assertionResults.map(({ title, status }) => [title, status]))
  const names = [...statuses.keys()]
  if (wanted.length > 0) expect(names.sort()).toEqual(wanted.sort())
  else expect(names.length).toBeGreaterThanOrEqual(60)
  const arrived = project.read('arrived.txt')
  const reached = names.filter((name) => new RegExp(`\\b${name}\\b`).test(arrived))
  expect(reached, project.read('answers.txt')).toEqual([])
  // Not even a swallowed attempt is green, but for what comes after the test.
  const green = names.filter(
    (name) => statuses.get(name) === 'passed' && !name.endsWith('_after_run'),
  )
  expect(green, project.read('answers.txt')).toEqual([])
})
