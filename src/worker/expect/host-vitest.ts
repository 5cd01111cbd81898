import type { WorkerOptions } from '../../protocol/options.ts'

/**
 * Returns true with `vitest -u`. A provided value goes stale when `u` is pressed in watch mode, so the worker's
 * own configuration, which no public function returns, is read first.
 */
export function updateRequested(options: WorkerOptions): boolean {
  const worker = (
    globalThis as {
      __vitest_worker__?: { config?: { snapshotOptions?: { updateSnapshot?: string } } }
    }
  ).__vitest_worker__
  const update = worker?.config?.snapshotOptions?.updateSnapshot
  return update === undefined ? options.update : update === 'all'
}
