import type { HypothesisCodes, HypothesisKind } from '../../analysis/diagnose-run.ts'
import type { CatalogueEntry } from './catalogue.ts'

/** The words of hypotheses that do not follow from the class of the failure. */
const KINDS: Record<Exclude<HypothesisKind, 'class'>, CatalogueEntry> = {
  unnoticed_failure: {
    statement: 'an earlier action failed and the agent went on: {subject}',
    remedy: 'check the answer of that action where the agent uses it',
    prevention: 'throw on any status but success',
  },
  tool_layer: {
    statement: 'the tool layer fails: {subject}',
    remedy: 'check that the tool is available, and its time limit',
    prevention: 'test the tool apart from the agent',
  },
  repeated_calls: {
    statement: 'the agent repeats calls with the same arguments: {subject}',
    remedy: 'return the earlier result for equal arguments, and check the stop conditions',
    prevention: 'assert the number of calls of a tool',
  },
  slow_runs: {
    statement: 'the 95th percentile of the latency is above its limit: {subject}',
    remedy: 'look at the slowest action first',
    prevention: 'set a budget of seconds',
  },
  suspicious_result: {
    statement:
      'a call ended well and gave nothing, an error, or something of another form: {subject}',
    remedy: 'look at its result, and handle an empty one where the agent uses it',
    prevention: 'check results against a schema where they come in',
  },
  changed_since_release: {
    statement: 'it has been different since it passed last: {subject}',
    remedy: 'look at what changed since the last execution that passed',
    prevention: 'compare each pull request with its base',
  },
}

/** Describes a hypothesis; that of the class is described by the entry of the catalogue. */
export function describeHypothesisKind(
  { kind }: HypothesisCodes,
  entry: CatalogueEntry,
): CatalogueEntry {
  return kind === 'class' ? entry : KINDS[kind]
}
