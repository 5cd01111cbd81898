import type { OnProgress } from './read-folder.ts'

/** Reading fewer files is too fast for a progress line. */
const WORTH_TELLING = 200
const EVERY_MS = 100

/** Shows the progress of reading in a terminal; nothing elsewhere. */
export function createProgress(stream: NodeJS.WriteStream): {
  of(side: string): OnProgress
  clear(): void
} {
  let last = 0
  let isShown = false
  const clear = () => {
    if (isShown) stream.write('\r\u001b[K')
    isShown = false
  }
  return {
    of: (side) => (done, total) => {
      if (!stream.isTTY || total < WORTH_TELLING) return
      if (done === total) return clear()
      const now = Date.now()
      if (now - last < EVERY_MS) return
      last = now
      isShown = true
      const count = (files: number) => files.toLocaleString('en-US')
      stream.write(`\rreading the ${side}: ${count(done)} of ${count(total)} files\u001b[K`)
    },
    clear,
  }
}
