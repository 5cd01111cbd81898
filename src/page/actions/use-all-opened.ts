import { useEffect, useState } from 'preact/hooks'
import type { LoadedRun } from '../report/loaded-run.ts'

/** All runs with their actions; `null` until those that are read on demand are read. */
export function useAllOpened(runs: readonly LoadedRun[]): readonly LoadedRun[] | null {
  const isLoaded = runs.every(({ open }) => open === null)
  const [opened, setOpened] = useState<readonly LoadedRun[] | null>(isLoaded ? runs : null)
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => {
    let left = false
    Promise.all(runs.map((loaded) => loaded.open?.() ?? loaded)).then(
      (all) => left || setOpened(all),
      (error: unknown) => left || setProblem(error),
    )
    return () => {
      left = true
    }
  }, [runs])
  if (problem !== undefined) throw problem
  return opened
}
