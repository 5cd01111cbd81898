import type { ExecutionPlace } from '../../../src/core/run-events/schema.ts'

export const TRACE = '0123456789abcdef0123456789abcdef'

/** Where an execution took place, with what a test wants otherwise. */
export function place(part: Partial<ExecutionPlace> = {}): ExecutionPlace {
  return {
    release: '1.2.3+abcdef0',
    packageVersion: '1.2.3',
    sha: 'abcdef0123456789abcdef0123456789abcdef01',
    ciJob: null,
    session: 'a-session',
    worker: { id: '1', pid: process.pid },
    node: 'v20.0.0',
    platform: 'linux x64',
    ...part,
  }
}
