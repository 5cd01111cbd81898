import { arch, platform } from 'node:os'
import type { Journal } from '../../core/cassette/journal.ts'
import type {
  Cassette,
  CassetteEnd,
  CassetteHeader,
  RecordedAction,
} from '../../core/cassette/schema.ts'
import { answeredAt } from '../../core/cassette/answer-time.ts'
import { CASSETTE_VERSION } from '../../core/cassette/versions.ts'
import { answeredSecrets } from '../../core/replay/late-secrets.ts'
import { HEADER_TABLE_VERSION } from '../../core/request-headers/meaningful-headers.ts'
import { workerState } from '../context/scope.ts'
import { earlyReads } from '../environment/early-reads.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { decodedBodyOf } from '../pass/requests/decoded-body.ts'
import { presentHome } from '../environment/home.ts'
import { hashResources } from '../prepare/changed-resources.ts'
import { installedPackages } from '../../storage/installed-packages.ts'
import { describeInput } from '../prepare/describe-input.ts'
import { storedRules } from '../prepare/run-rules.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { totalsOf } from '../report/judge-pass.ts'
import { startOf } from '../report/run-report.ts'
import { sharedState } from '../context/test-context.ts'

/**
 * Makes the cassette of a pass over the agent.
 *
 * @param before The recording that it has extended.
 */
export function cassetteOfPass(
  header: CassetteHeader,
  { ledger, outcome, duration }: AgentPass,
  before?: Cassette,
): Cassette & { end: CassetteEnd } {
  const actions = ledger.actions.flatMap((action): RecordedAction[] =>
    action.fresh ? [action.fresh] : [],
  )
  const end: CassetteEnd = {
    kind: 'end',
    status: outcome.kind === 'threw' ? 'error' : 'success',
    stopReason: actions.findLast((action) => action.llm)?.llm?.stopReason ?? null,
    totals: totalsOf(actions, duration),
    verified: false,
  }
  const { returnedAt } = ledger
  if (returnedAt !== null && actions.some((action) => answeredAt(action) > returnedAt))
    end.returnedAt = returnedAt
  const journal = ledger.options.environment?.journal ?? earlyJournal(ledger.options)
  if (journal) end.environment = journal
  const { own, redactor } = ledger.options
  end.own = own.present
  if (outcome.kind === 'threw') end.error = outcome.stored
  else end.output = outcome.stored
  const late = new Set(before?.end?.late)
  for (const name of redactor.late) late.add(name.slice('<redacted:'.length, -1))
  for (const name of answeredSecrets({ header, actions, end }, decodedBodyOf)) late.add(name)
  if (late.size > 0) end.late = [...late]
  return { header, actions, end }
}

/** The journal of a run whose clock and chance are left alone: what its modules kept when they were loaded. */
function earlyJournal({ environment, root }: AgentPass['ledger']['options']): Journal | undefined {
  const early = environment ? {} : earlyReads(root)
  if (Object.keys(early).length === 0) return undefined
  return { startedAt: workerState.date(), sites: [], early }
}

/** Describes a run before it starts: the first line of its cassette. */
export function describeHeader(prepared: PreparedRun): CassetteHeader {
  const { options, redactor } = prepared
  const release = options.release ?? sharedState.file!.options.release ?? null
  const { agent, workflow, tags } = startOf(prepared)
  const timezone = options.freeze?.timezone
  const header: CassetteHeader = {
    cassette: CASSETTE_VERSION,
    kind: 'header',
    runId: prepared.recordingId,
    name: prepared.name,
    agent,
    workflow,
    tags,
    release: release === null ? null : redactor.name(release),
    resources: hashResources(options.resources ?? {}),
    headerTable: HEADER_TABLE_VERSION,
    environment: {
      node: process.version,
      platform: `${platform()} ${arch()}`,
      packages: installedPackages(sharedState.file!.options.packageRoot),
      ...presentHome(),
      ...(timezone === undefined ? {} : { timezone }),
    },
    recordedAt: new Date().toISOString(),
  }
  const input = describeInput(prepared)
  if (input) header.input = input
  const rules = storedRules(options)
  if (rules) header.rules = rules
  return header
}
