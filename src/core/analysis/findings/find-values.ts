import type { Cassette } from '../../cassette/schema.ts'
import { type AskedPart, askedParts, askedPositions } from './asked-parts.ts'
import { createKnownTexts } from './known-texts.ts'
import { lookAtEnvironment } from './look-at-environment.ts'
import { lookAtNumbers } from './look-at-numbers.ts'
import { lookAtTexts } from './look-at-texts.ts'
import { toFinding, type LookContext, type Sighting, type Suspect } from './sighting.ts'

const LOOKS = [lookAtTexts, lookAtEnvironment, lookAtNumbers]

/**
 * Finds values in the requests of a run that another run would not have. Each is found where it
 * first stands, and reaches every later request that repeats it.
 */
export function findValues(cassette: Cassette): Sighting[] {
  const context = contextOf(cassette)
  const known = createKnownTexts(cassette)
  const look = createLooks(context)
  const sightings = new Map<string, Sighting | null>()
  for (const position of askedPositions(cassette)) {
    for (const part of askedParts(position)) {
      for (const suspect of look(part)) {
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

/**
 * Creates the looks of a run. As a conversation repeats itself, the same value in a field of the
 * same name is examined once.
 */
function createLooks(context: LookContext): (part: AskedPart) => Suspect[] {
  const fields = new Map<string, Map<AskedPart['value'], Suspect[]>>()
  return (part) => {
    const field = `${part.inVector ? 'vector ' : ''}${part.path === 'url' ? 'url' : part.field}`
    const values = fields.get(field) ?? new Map<AskedPart['value'], Suspect[]>()
    fields.set(field, values)
    const found = values.get(part.value) ?? LOOKS.flatMap((look) => look(part, context))
    values.set(part.value, found)
    return found
  }
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
