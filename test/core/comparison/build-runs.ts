import type {
  PerformedAction,
  Recording,
  ReleaseRun,
  Replay,
} from '../../../src/core/comparison/runs/performed-run.ts'
import type { RunPair } from '../../../src/core/comparison/pairing/pair-runs.ts'
import type { Divergence } from '../../../src/core/divergence/schema.ts'

/** An action made by hand. */
export function action(index: number, facts: Partial<PerformedAction> = {}): PerformedAction {
  const name = facts.name ?? 'lookup'
  return {
    index,
    type: 'tool',
    name,
    operation: `tool ${name}`,
    parent: null,
    start: index * 10,
    duration: 5,
    asked: { method: 'CALL', url: `tool ${name}`, headers: [], body: [index] },
    output: null,
    outcome: 'success',
    error: null,
    status: null,
    llm: null,
    source: null,
    ...facts,
  }
}

/** A model call made by hand. */
export function modelCall(
  index: number,
  model: string,
  facts: { costUsd?: number | null; tokens?: number } & Partial<PerformedAction> = {},
): PerformedAction {
  const { costUsd = 0.01, tokens = 100, ...rest } = facts
  const usage = {
    inputTokens: tokens,
    outputTokens: 0,
    cachedInputTokens: null,
    cacheWriteTokens: null,
  }
  return action(index, {
    type: 'llm',
    name: `chat ${model}`,
    llm: { provider: 'openai', model, usage, costUsd, stopReason: 'stop' },
    ...rest,
  })
}

const PERFORMED = {
  end: { output: 'done', error: null },
  stopReason: 'success',
  errorClass: null,
  repeatedToolCalls: 0,
}

let recordings = 0

/** A recording made by hand; each is another one. */
export function recording(facts: Partial<Recording> = {}): Recording {
  return {
    ...PERFORMED,
    actions: [action(0)],
    runId: `recording ${recordings++}`,
    recordedAt: '2026-11-01T10:00:00.000Z',
    release: null,
    status: null,
    resources: {},
    packages: {},
    costUsd: 0.01,
    tokens: 100,
    durationMs: 1000,
    ...facts,
  }
}

/** A replay made by hand. */
export function replay(facts: Partial<Replay> = {}): Replay {
  return {
    ...PERFORMED,
    actions: [action(0)],
    recording: { recordedAt: '2026-11-01T10:00:00.000Z', release: null },
    status: 'passed',
    matchRate: 1,
    determinism: null,
    divergences: [],
    volatile: 0,
    tolerated: 0,
    changedResources: [],
    ...facts,
  } as Replay
}

/** A run of a release made by hand. */
export function releaseRun(name: string, facts: Partial<ReleaseRun> = {}): ReleaseRun {
  return {
    identity: {
      project: '',
      file: 'a.test.ts',
      fullName: name,
      cassette: `__cassettes__/a.test.ts/${name}.cassette.jsonl`,
    },
    name,
    agent: null,
    workflow: null,
    tags: [],
    input: undefined,
    recordings: [],
    replay: null,
    ...facts,
  }
}

/** A pair of runs that were recorded anew, with these takes on each side. */
export function recordedPair(
  name: string,
  base: ReadonlyArray<Partial<Recording>>,
  head: ReadonlyArray<Partial<Recording>>,
  facts: Partial<ReleaseRun> = {},
): RunPair {
  return {
    base: releaseRun(name, { recordings: base.map(recording), ...facts }),
    head: releaseRun(name, { recordings: head.map(recording), ...facts }),
    renamed: false,
  }
}

/** A pair of which the head is a replay of the base's recording. */
export function replayedPair(
  name: string,
  base: Partial<Recording>,
  head: Partial<Replay>,
  baseReplay: Partial<Replay> | null = null,
): RunPair {
  const recorded = recording(base)
  return {
    base: releaseRun(name, {
      recordings: [recorded],
      replay: baseReplay && replay(baseReplay),
    }),
    head: releaseRun(name, { recordings: [recorded], replay: replay(head) }),
    renamed: false,
  }
}

/** A divergence made by hand. */
export function divergence(facts: Partial<Divergence> = {}): Divergence {
  return {
    index: 0,
    kind: 'input_mismatch',
    action: 'chat gpt-4o',
    firstCause: true,
    causedBy: null,
    cause: 'system_prompt',
    paths: [],
    source: null,
    recordedIndex: 0,
    replayedIndex: 0,
    note: null,
    ...facts,
  }
}

/** As many things as wanted, each by its number. */
export function times<Item>(count: number, make: (at: number) => Item): Item[] {
  return Array.from({ length: count }, (_, at) => make(at))
}
