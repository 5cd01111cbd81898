import type { AnyFunction } from './framework-tools.ts'

/** Recognises a function whose results come one after another: an async generator. */
export function yieldsResults(fn: unknown): boolean {
  return (fn as AnyFunction).constructor.name === 'AsyncGeneratorFunction'
}

interface Signal {
  readonly given: Promise<void>
  give(): void
}

function createSignal(): Signal {
  let give!: () => void
  return { given: new Promise<void>((resolve) => (give = resolve)), give }
}

/**
 * Calls an async generator as an action whose output is the list of its results. Where it runs, each is handed on when it
 * comes, and the next is made when it is asked for; where the list is served, its results are.
 *
 * @param call Performs the work as an action.
 */
export async function* yieldResults(
  generate: () => AsyncIterable<unknown>,
  call: (work: () => Promise<unknown[]>) => unknown,
): AsyncGenerator<unknown> {
  const waiting: unknown[] = []
  let came = createSignal()
  let asked = createSignal()
  let isLeft = false
  const work = async () => {
    const results: unknown[] = []
    for await (const result of generate()) {
      results.push(result)
      waiting.push(result)
      came.give()
      await asked.given
      if (isLeft) break
      asked = createSignal()
    }
    return results
  }
  const output = Promise.resolve(call(work))
  const ended = output.then(
    () => {},
    () => {},
  )
  let count = 0
  try {
    for (;;) {
      if (waiting.length === 0) await Promise.race([came.given, ended])
      if (waiting.length === 0) break
      came = createSignal()
      count++
      yield waiting.shift()
      asked.give()
    }
    const results = await output
    // Another kind of function may have been recorded.
    yield* Array.isArray(results) ? results.slice(count) : [results]
  } finally {
    isLeft = true
    asked.give()
    await ended
  }
}
