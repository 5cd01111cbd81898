import type { Cassette } from '../../core/cassette/schema.ts'
import type { RunEnd } from '../../core/divergence/sides.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { compareEnd } from '../pass/final-output.ts'
import { changedResources } from '../prepare/changed-resources.ts'
import { describeValue } from '../../core/cassette/describe-value.ts'
import { installedPackages } from '../prepare/installed-packages.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { sharedState } from '../context/test-context.ts'

/** What is known of a replayed run beside its actions: how it ended, and what has changed around it. */
export function describeEnd(prepared: PreparedRun, cassette: Cassette, pass: AgentPass): RunEnd {
  const { options, redactor } = prepared
  const { environment, resources } = cassette.header
  return {
    finalOutput: compareEnd(cassette, pass, redactor),
    error: 'error' in pass.outcome ? redactor.text(String(pass.outcome.error)) : null,
    // Looked up only where something diverged.
    get changedResources() {
      return changedResources(resources, options.resources ?? {}).flatMap((name) =>
        Object.hasOwn(options.resources ?? {}, name)
          ? [{ name, value: redactor.json(describeValue(options.resources![name]).json) }]
          : [],
      )
    },
    isNoise: (difference) => pass.run.options.player!.isNoise(difference),
    get upgrades() {
      return upgradesSince(environment.packages)
    },
  }
}

function upgradesSince(recorded: Record<string, string>): string[] {
  const present = installedPackages(sharedState.file!.options.root)
  return Object.entries(present).flatMap(([name, version]) =>
    recorded[name] === undefined || recorded[name] === version
      ? []
      : [`${name} ${recorded[name]} -> ${version}`],
  )
}
