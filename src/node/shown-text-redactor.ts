import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import {
  createRedactor,
  mapErrorTexts,
  redactErrors,
  type RedactionRules,
  type Redactor,
} from '../core/redaction/index.ts'
import { numberByHash } from '../core/redaction/number-by-hash.ts'
import { hideCommands } from '../core/words/escape-terminal.ts'
import { ANNOTATIONS_KEY, META_KEY, NAMES_KEY, RUNS_KEY } from '../protocol/keys.ts'

type UserConsoleLog = Parameters<NonNullable<Reporter['onUserConsoleLog']>>[0]
type Annotation = Parameters<NonNullable<Reporter['onTestCaseAnnotate']>>[1]

/** A test, a suite or a file as Vitest's reporters read it. */
interface Task {
  name: string
  fullName?: string
  fullTestName?: string
  tasks?: Task[]
}

/** The fields of results, redacted in the worker that published them. */
const PUBLISHED = new Set([ANNOTATIONS_KEY, META_KEY, NAMES_KEY, RUNS_KEY])

/**
 * Replaces the secrets in what other reporters print or store: names of tests, what was printed, annotations, and the errors
 * of tests, hooks and files, where workflow commands are made harmless too. What a hook throws, and what is printed outside a
 * run, has passed no redactor of a worker. The plugin installs it first.
 *
 * @note Vitest hands the same objects to each reporter, in their order, and keeps them for JUnit and blobs: they are changed in
 * place.
 */
export class ShownTextRedactor implements Reporter {
  readonly #rules: () => RedactionRules
  /** By the id of a file: what is learnt of one file's secrets says nothing of another's. */
  readonly #redactors = new Map<string, Redactor>()

  /** @param rules Asked once for each file: the projects of a workspace are known late. */
  constructor(rules: () => RedactionRules) {
    this.#rules = rules
  }

  onTestModuleCollected(module: TestModule): void {
    const redactor = this.#redactorOf(module.id)
    renameTasks((module as unknown as { task: Task }).task, redactor.name)
    for (const entity of [...module.children.allSuites(), ...module.children.allTests()]) {
      const name = redactor.name(entity.name)
      if (name !== entity.name) Object.assign(entity, { name })
    }
  }

  onUserConsoleLog(log: UserConsoleLog): void {
    log.content = this.#redactorOf(log.taskId).text(log.content)
  }

  onTestCaseAnnotate(test: TestCase, annotation: Annotation): void {
    annotation.message = this.#redactorOf(test.id).text(annotation.message)
  }

  onTestCaseResult(test: TestCase): void {
    renameTest(test)
    const annotations = (test.meta() as { [ANNOTATIONS_KEY]?: string[] })[ANNOTATIONS_KEY]
    for (const [at, message] of annotations?.entries() ?? [])
      Object.assign(test.annotations()[at] ?? {}, { message })
    this.#redact(test.result().errors, test.id)
    this.#redactMeta(test)
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#redact(suite.errors(), suite.id)
    this.#redactMeta(suite)
  }

  onTestModuleEnd(module: TestModule): void {
    this.#redact(module.errors(), module.id)
    this.#redactMeta(module)
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly object[]): void {
    this.#redact(unhandled, undefined)
    this.#redactors.clear()
  }

  #redactMeta(entity: TestCase | TestSuite | TestModule): void {
    const own = Object.entries(entity.meta()).filter(([name]) => !PUBLISHED.has(name))
    if (own.length === 0) return
    const meta = Object.fromEntries(own)
    redactErrors([meta], this.#redactorOf(entity.id))
    Object.assign(entity.meta(), meta)
  }

  #redact(errors: readonly object[] | undefined, task: string | undefined): void {
    if (!errors || errors.length === 0) return
    redactErrors(errors, this.#redactorOf(task))
    mapErrorTexts(errors, hideCommands)
  }

  /** @note The ids of tasks begin with that of their file. */
  #redactorOf(task = ''): Redactor {
    const file = task.split('_', 1)[0]!
    const known = this.#redactors.get(file)
    if (known) return known
    const rules = this.#rules()
    const redactor = createRedactor(rules, [], numberByHash(rules))
    this.#redactors.set(file, redactor)
    return redactor
  }
}

/** Gives a test and its suites the names without the secrets that a run has found in them. */
function renameTest(test: TestCase): void {
  const names = (test.meta() as { [NAMES_KEY]?: string[] })[NAMES_KEY]
  if (!names) return
  const tasks: Task[] = [(test as unknown as { task: Task }).task]
  let entity: TestCase | TestSuite | TestModule = test
  for (const known of names) {
    if (entity.type === 'module') break
    const { name } = entity
    const { task } = entity as unknown as { task: Task }
    Object.assign(entity, { name: known })
    for (const one of new Set([...tasks, task]))
      for (const field of ['name', 'fullName', 'fullTestName'] as const)
        if (one[field] !== undefined) one[field] = one[field].replaceAll(name, known)
    tasks.push(task)
    entity = entity.parent
  }
}

function renameTasks(root: Task, rename: (name: string) => string): void {
  const open = [...(root.tasks ?? [])]
  while (open.length > 0) {
    const task = open.pop()!
    for (const field of ['name', 'fullName', 'fullTestName'] as const) {
      const name = task[field]
      if (name !== undefined && rename(name) !== name) task[field] = rename(name)
    }
    open.push(...(task.tasks ?? []))
  }
}
