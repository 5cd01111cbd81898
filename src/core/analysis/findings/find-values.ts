import type { Cassette } from '../../cassette/schema.ts'
import { askedParts, positionsOf } from './asked-parts.ts'
import { createKnownTexts } from './known-texts.ts'
import { lookAtEnvironment } from './look-at-environment.ts'
import { lookAtNumbers } from './look-at-numbers.ts'
import { lookAtTexts } from './look-at-texts.ts'
import { toFinding, type LookContext, type Sighting, type Suspect } from './sighting.ts'

const LOOKS = [lookAtTexts, lookAtEnvironment, lookAtNumbers]

/**
 * Finds values in what a run asks that another run would not have. Each is found where it first stands, and reaches
 * every later request that repeats it.
 */
export function findValues(cassette: Cassette): Sighting[] {
  const context = contextOf(cassette)
  const known = createKnownTexts(cassette)
  const suspects = new Map<string, Suspect[]>()
  const sightings = new Map<string, Sighting | null>()
  for (const position of positionsOf(cassette)) {
    for (const part of askedParts(position)) {
      // A conversation repeats itself: the same text in the same field is looked at once.
      const key = JSON.stringify([typeof part.value, part.field, part.inVector, part.value])
      const found = suspects.get(key) ?? LOOKS.flatMap((look) => look(part, context))
      suspects.set(key, found)
      for (const suspect of found) {
        const name = `${suspect.type} ${suspect.value}`
        const before = sightings.get(name)
        if (before) before.reach.add(position.index)
        else if (before === undefined) {
          const isNew = !known.tells(suspect.value)
          const finding = toFinding(position, part.path, suspect)
          sightings.set(name, isNew ? { finding, reach: new Set([position.index]) } : null)
        }
      }
    }
    if (position.action) known.learn(position.action)
  }
  return [...sightings.values()].filter((sighting) => sighting !== null)
}

function contextOf({ header, end, actions }: Cassette): LookContext {
  const from = Date.parse(header.recordedAt)
  const lasted = actions.reduce((most, { start, duration }) => Math.max(most, start + duration), 0)
  const varied = end?.verified ? new Set(end.volatile) : null
  const { node, platform } = header.environment
  return {
    window: { from, to: from + Math.max(lasted, end?.totals.duration ?? 0) },
    varied,
    environment: { node, platform },
  }
}
