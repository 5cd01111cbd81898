import { nextTurn } from '../context/timers.ts'

type Callback = (...results: unknown[]) => void

interface Closable {
  close?(callback?: Callback): Promise<void> | void
}

/** The answers of a dispatcher that are under way. */
const answers = new WeakMap<object, Set<Promise<void>>>()

/** Makes a dispatcher wait for an answer when it is closed, as it does for one on a connection of its own. */
export function waitBeforeClosing(dispatcher: object, answer: Promise<void>): void {
  const open = answers.get(dispatcher) ?? cover(dispatcher)
  open.add(answer)
  void answer.finally(() => open.delete(answer))
}

function cover(dispatcher: Closable): Set<Promise<void>> {
  const open = new Set<Promise<void>>()
  answers.set(dispatcher, open)
  const { close } = dispatcher
  if (typeof close !== 'function') return open
  const value = (callback?: Callback): Promise<void> | void => {
    // The client reads its answer first.
    const answered = Promise.all(open).then(nextTurn)
    if (typeof callback !== 'function')
      return Promise.all([close.call(dispatcher), answered]).then(() => undefined)
    close.call(dispatcher, (...results) => void answered.then(() => callback(...results)))
  }
  Object.defineProperty(dispatcher, 'close', { value, writable: true, configurable: true })
  return open
}
