import type { InstabilityFacts } from '../../analysis/determinism/find-instability.ts'
import type { DeterminismFinding, InstabilityCause } from '../../analysis/determinism/schema.ts'
import { plural } from '../plural.ts'
import { INSTABILITY_REMEDIES } from './instability-remedies.ts'

const CHANGED: Record<InstabilityCause, string> = {
  clock: 'The clock, read at several places,',
  random: 'A random value, read at several places,',
  uuid: 'A random value, read at several places,',
  arrival_order: 'The order in which parallel answers arrived',
  chunking: 'The boundaries of streamed chunks',
  timezone: 'The time zone',
  locale: 'The locale',
  environment: 'The environment',
  id_generator: 'An id generator bound at import, whose values no replay can repeat,',
  unknown: 'An unknown cause',
}

/** Adds the description and the recommendation to an unstable position. */
export function describeInstability(facts: InstabilityFacts): DeterminismFinding {
  const { remedy, observation } = facts
  return {
    ...facts,
    description: `${describeSource(facts)} ${describeEffect(facts)} (seed ${observation.seed})`,
    recommendation: remedy && INSTABILITY_REMEDIES[remedy],
  }
}

function describeSource({ cause, observation: { read } }: InstabilityFacts): string {
  if (!read) return CHANGED[cause]
  const at = read.source ? `${read.source.file}:${read.source.line}` : 'the agent'
  return `${at} ${read.api.includes('(') ? 'called' : 'read'} ${read.api}; its value`
}

function describeEffect({ action, path, observation: { effect } }: InstabilityFacts): string {
  switch (effect.code) {
    case 'calls_more':
      return `makes the agent call ${action}, which it does not otherwise`
    case 'does_not_call':
      return `keeps the agent from calling ${action}`
    case 'calls_other':
      return `makes the agent call ${effect.replayed} instead of ${effect.recorded}`
    case 'value_reached': {
      const more = effect.more > 0 ? ` and ${plural(effect.more, 'more place')}` : ''
      return `reached ${path ?? 'the value'} of ${action}${more}`
    }
  }
}
