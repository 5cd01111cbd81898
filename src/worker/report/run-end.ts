import type { Cassette, Value } from '../../core/cassette/schema.ts'
import type { RunEnd } from '../../core/divergence/sides.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { compareEnd, type ComparedEnd } from '../pass/final-output.ts'
import { resourcesChangedSince } from '../prepare/changed-resources.ts'
import { describeValue } from '../../core/cassette/describe-value.ts'
import { changedInput } from '../prepare/changed-input.ts'
import { installedPackages } from '../../storage/installed-packages.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { sharedState } from '../context/test-context.ts'

/** The end of a replayed run, and what was equal in it only after renaming or by a rule. */
export type DescribedEnd = Omit<ComparedEnd, 'differences'> & {
  end: RunEnd
  recordedOutput: Value | undefined
}

/** Describes a replayed run beside its actions: how it ended, and what has changed around it. */
export function describeEnd(
  prepared: PreparedRun,
  cassette: Cassette,
  pass: AgentPass,
): DescribedEnd {
  const { options, redactor } = prepared
  const { environment, resources } = cassette.header
  const { differences, volatile, tolerated } = compareEnd(cassette, pass)
  const end: RunEnd = {
    finalOutput: differences,
    error: pass.outcome.kind === 'threw' ? pass.outcome.text : null,
    // Looked up only where something diverged.
    get changedResources() {
      return resourcesChangedSince(resources, options.resources ?? {}).flatMap((name) =>
        Object.hasOwn(options.resources ?? {}, name)
          ? [{ name, value: redactor.json(describeValue(options.resources![name]).json) }]
          : [],
      )
    },
    get changedInput() {
      return changedInput(cassette, prepared)
    },
    isNoise: (difference) => pass.ledger.options.player!.isNoise(difference),
    get upgrades() {
      return upgradesSince(environment.packages)
    },
  }
  return { end, recordedOutput: cassette.end?.output, volatile, tolerated }
}

function upgradesSince(recorded: Record<string, string>): string[] {
  const present = installedPackages(sharedState.file!.options.packageRoot)
  return Object.entries(present).flatMap(([name, version]) =>
    recorded[name] === undefined || recorded[name] === version
      ? []
      : [`${name} ${recorded[name]} -> ${version}`],
  )
}
