import { useEffect, useState } from 'preact/hooks'

/** An item whose bulk is read on demand; `open` is `null` where it is loaded. */
interface Openable<T> {
  open: (() => Promise<T>) | null
}

/** The whole item; `null` until it is read. */
export function useOpened<T extends Openable<T>>(loaded: T): T | null {
  const [opened, setOpened] = useState<T | null>(loaded.open ? null : loaded)
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => {
    let left = false
    loaded.open?.().then(
      (run) => left || setOpened(run),
      (error: unknown) => left || setProblem(error),
    )
    return () => {
      left = true
    }
  }, [loaded])
  if (problem !== undefined) throw problem
  return loaded.open ? opened : loaded
}
