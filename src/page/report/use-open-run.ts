import { useEffect, useState } from 'preact/hooks'
import type { LoadedRun } from './loaded-run.ts'

/** All of a run; `null` until it is read. */
export function useOpenRun(loaded: LoadedRun): LoadedRun | null {
  const [opened, setOpened] = useState<LoadedRun | null>(loaded.open ? null : loaded)
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => {
    let left = false
    loaded.open?.().then(
      (run) => left || setOpened(run),
      (error: unknown) => setProblem(error),
    )
    return () => {
      left = true
    }
  }, [loaded])
  if (problem !== undefined) throw problem
  return opened
}
