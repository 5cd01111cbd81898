import { expect } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

wholeTest(
  'a person is asked once: without an answer the run waits to be resumed, then the answer is replayed or overridden',
  async () => {
    const server = await startServer(({ url }, response) =>
      sendJson(response, { text: url === '/orders' ? '40' : 'done' }),
    )
    const project = createProject('approvals')
    const env = { SERVICE_URL: server.url }
    const asked = () => server.requests.map(({ url }) => url)
    const runs = () => project.report().runs

    const waiting = await project.vitest([], env)
    expect(waiting).toMatchObject({ exitCode: 1 })
    expect(waiting.output).toContain('approval "refund": nothing answers it')
    expect(runs()[0]).toMatchObject({
      signals: { stop_reason: 'interrupted', error_class: 'interrupted' },
      approvals: [
        { action: 1, name: 'refund', notifiedBy: null, answered: false, resumedBy: null },
      ],
    })
    expect(asked()).toEqual(['/orders'])

    const expected = { ...env, WAITS: '1' }
    const kept = await project.vitest(['-t', 'waits'], expected)
    expect(kept, kept.output).toMatchObject({ exitCode: 0 })
    expect(asked().splice(0)).toEqual(['/orders', '/orders'])
    server.requests.splice(1)

    // In another process: what was paid for is not asked for again.
    const resumed = await project.vitest([], {
      ...env,
      APPROVED: '1',
      VITEST_REPLAY: 'new_episodes',
    })
    expect(resumed).toMatchObject({ exitCode: 0 })
    expect(resumed.output).toContain('OUTPUT refunded: done')
    expect(asked()).toEqual(['/orders', '/notify', '/payments'])
    const actions = project
      .read(project.cassettes().find((path) => path.includes('refunds.cassette'))!)
      .split('\n')
      .slice(1, -2)
      .map((line) => JSON.parse(line) as { type: string; name: string; parent: number | null })
    expect(actions.map(({ type, parent }) => [type, parent])).toEqual([
      ['http', null],
      ['approval', null],
      ['http', 1],
      ['tool', null],
      ['http', 3],
    ])
    await server.close()

    const closed = { ...env, CI: 'true' }
    expect(await project.vitest([], closed)).toMatchObject({ exitCode: 0 })
    expect(runs()[0]).toMatchObject({
      matchRate: 1,
      signals: { stop_reason: 'success' },
      approvals: [
        {
          action: 1,
          notifiedBy: { name: actions[2]!.name, action: null },
          answered: true,
          resumedBy: 2,
        },
      ],
    })

    const strict = await project.vitest([], { ...closed, ANSWER: 'reject' })
    expect(strict).toMatchObject({ exitCode: 1 })
    expect(strict.output).toContain('the answer to an approval changed')
    expect(runs()[0]).toMatchObject({
      divergences: [
        { kind: 'output_mismatch', cause: 'approval', firstCause: true },
        { kind: 'missing_action', action: 'pay', causedBy: 1 },
        { kind: 'missing_action', action: actions[4]!.name, causedBy: 1 },
        { cause: 'final_output', causedBy: 1 },
      ],
      receipt: {
        blocked: 0,
        policy: [{ kind: 'approval', name: 'refund', effect: 'answered', count: 1 }],
      },
    })

    const loose = await project.vitest([], { ...closed, ANSWER: 'reject', LOOSE: '1' })
    expect(loose).toMatchObject({ exitCode: 0 })
    expect(loose.output).toContain('OUTPUT not refunded: reject')
    // The recorded answer is no difference.
    expect(await project.vitest([], { ...closed, ANSWER: 'approve' })).toMatchObject({
      exitCode: 0,
    })

    const forked = await project.vitest([], {
      ...closed,
      FORK: JSON.stringify({ at: 1, answer: 'later' }),
    })
    expect(forked).toMatchObject({ exitCode: 0 })
    expect(forked.output).toContain('OUTPUT not refunded: later')
  },
)
