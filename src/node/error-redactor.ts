import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import {
  createRedactor,
  mapErrorTexts,
  redactErrors,
  type RedactionRules,
} from '../core/redaction/index.ts'
import { hideCommands } from '../core/words/escape-terminal.ts'

/**
 * Replaces the secrets in the errors of tests, hooks and files, and makes workflow commands in them harmless, before any other
 * reporter prints or stores them: what a hook throws is not there yet when the worker is done with it. The plugin installs it
 * first.
 */
export class ErrorRedactor implements Reporter {
  readonly #rules: RedactionRules

  constructor(rules: RedactionRules) {
    this.#rules = rules
  }

  onTestCaseResult(test: TestCase): void {
    this.#redact(test.result().errors)
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#redact(suite.errors())
  }

  onTestModuleEnd(module: TestModule): void {
    this.#redact(module.errors())
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly object[]): void {
    this.#redact(unhandled)
  }

  #redact(errors: readonly object[] | undefined): void {
    if (!errors || errors.length === 0) return
    redactErrors(errors, createRedactor(this.#rules))
    mapErrorTexts(errors, hideCommands)
  }
}
