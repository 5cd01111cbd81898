import type { Obstacle } from '../../analysis/determinism/schema.ts'

/** The reasons for which replays cannot vary a dimension, in words. */
export const OBSTACLES: Record<Obstacle, string> = {
  environment_option: 'the option "environment" is false',
  fake_timers: 'the test sets the clock itself (fake timers)',
  worker_thread: 'a worker thread cannot change the time zone of its process (pool "threads")',
  concurrent_test: 'other tests run at the same time (test.concurrent), and would change zones too',
  concurrent_run: 'another run goes on at the same time, and would change zones too',
}
