import { resolve } from 'node:path'
import type { TestSpecification, Vitest } from 'vitest/node'
import { z } from 'zod'
import { testPattern } from '../../core/words/test-command.ts'

/** The request of the page to run tests again. */
export const RerunRequestSchema = z.strictObject({
  tests: z
    .array(z.strictObject({ file: z.string(), fullName: z.string(), project: z.string() }))
    .min(1),
  /** Replay what is recorded, or record it again. */
  mode: z.enum(['none', 'all']),
})
export type RerunRequest = z.infer<typeof RerunRequestSchema>

/**
 * Finds tests that are to run again among those that Vitest knows: a file for each module and project, with a pattern of
 * names.
 */
export function specificationsOf(
  vitest: Pick<Vitest, 'config' | 'getModuleSpecifications'>,
  tests: RerunRequest['tests'],
): TestSpecification[] {
  const wanted = new Map<TestSpecification, string[]>()
  const known = new Map<string, TestSpecification[]>()
  for (const { file, fullName, project } of tests) {
    const path = resolve(vitest.config.root, file)
    const specifications = known.get(path) ?? vitest.getModuleSpecifications(path)
    known.set(path, specifications)
    for (const specification of specifications) {
      if (specification.project.name !== project || specification.pool === 'typescript') continue
      wanted.set(specification, [...(wanted.get(specification) ?? []), testPattern(fullName)])
    }
  }
  return [...wanted].map(([{ project, moduleId, pool }, patterns]) =>
    project.createSpecification(
      moduleId,
      { testNamePattern: new RegExp([...new Set(patterns)].join('|')) },
      pool,
    ),
  )
}

/** Runs tests again, once those that run have ended; the record mode is that of this rerun alone. */
export class Reruns {
  readonly #vitest: Vitest
  readonly #setMode: (mode: RerunRequest['mode'] | undefined) => void
  #last: Promise<unknown> = Promise.resolve()

  constructor(vitest: Vitest, setMode: (mode: RerunRequest['mode'] | undefined) => void) {
    this.#vitest = vitest
    this.#setMode = setMode
  }

  /** Returns how many files will run, 0 where the tests are not known. */
  start({ tests, mode }: RerunRequest): number {
    const specifications = specificationsOf(this.#vitest, tests)
    if (specifications.length === 0) return 0
    this.#last = this.#last
      .then(() => this.#run(specifications, mode))
      .catch((error: unknown) => this.#vitest.logger.error(String(error)))
    return specifications.length
  }

  async #run(specifications: TestSpecification[], mode: RerunRequest['mode']): Promise<void> {
    await this.#vitest.waitForTestRunEnd()
    this.#setMode(mode)
    try {
      await this.#vitest.rerunTestSpecifications(specifications, false)
    } finally {
      this.#setMode(undefined)
    }
  }
}
