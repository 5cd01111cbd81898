import { isClockReading } from '../../matching/clock-reading.ts'
import type { ClockTime } from '../../matching/clock-forms.ts'
import {
  isGeneratedUlid,
  isGeneratedUuid,
  isRandomNumber,
  looksDrawn,
} from '../../matching/generated-look.ts'
import { isProviderId, lexText, readClock, type Token } from '../../matching/volatile-tokens.ts'
import type { AskedPart } from './asked-parts.ts'
import type { LookAtPart, LookContext, Suspect } from './sighting.ts'

/** A clock reading taken once when the process started is a little older than the run. */
const BEFORE = 10 * 60_000
const AFTER = 60_000
const DAY = 24 * 60 * 60_000

/** Names of things for which an agent generates an id in each run. */
const RUN =
  '(?:session|request|req|trace|span|run|correlation|conversation|invocation|idempotency|transaction|nonce|thread|chat)'
const RUN_FIELD = new RegExp(`(?:^|[_-])${RUN}(?:[_-]?(?:id|key|token|uuid))?$`, 'i')
/** The same in camel case: `sessionId`. */
const RUN_FIELD_CAMEL = new RegExp(`${RUN}(?:I[dD]|Key|Token|Uuid)$`, 'i')
/** The same in a text, right before the id: `session_id":"`, `Session: `, `run-`. */
const RUN_BEFORE = new RegExp(
  `(?<![a-z])${RUN}(?:[ _-]?(?:id|key|token|uuid))?(?: is|\\W){0,6}$`,
  'i',
)
const RUN_PREFIX = /^(?:run|req|trace|span|group|evt|ses|sess|session)[_-]/

/** Finds clock readings, uuids and random values. */
export const lookAtTexts: LookAtPart = (part, context) => {
  const text = String(part.value)
  if (isPacked(text)) return []
  const { literals, tokens } = lexText(text)
  return tokens.flatMap((token, at) => {
    const isOfRun = isRunField(part.field) || RUN_BEFORE.test(literals[at]!.slice(-40))
    return suspectOf(token, part, isOfRun, context) ?? []
  })
}

function suspectOf(
  token: Token,
  part: AskedPart,
  isOfRun: boolean,
  context: LookContext,
): Suspect | null {
  const clock = readClock(token)
  if (clock) return clockSuspect(token, clock, context)
  const { varied, window } = context
  // A recording that was verified has a list of the ids that vary. Without it, only ids whose
  // purpose is known are found: an order has a uuid too.
  if (varied) return varied.has(token.text) ? generatedSuspect(token) : null
  switch (token.form) {
    case 'uuid':
      return isOfRun && isGeneratedUuid(token.text, window) ? generatedSuspect(token) : null
    case 'ulid':
      return isGeneratedUlid(token.text, window) ? generatedSuspect(token) : null
    case 'fraction':
      return !part.inVector && isRandomNumber(token.text) ? generatedSuspect(token) : null
    case 'prefixed':
      return RUN_PREFIX.test(token.text) && looksDrawn(token.text.replace(RUN_PREFIX, ''), true)
        ? generatedSuspect(token)
        : null
    case 'nano':
    case 'token':
      return isOfRun && isDrawn(token.text) ? generatedSuspect(token) : null
    default:
      return null
  }
}

function isDrawn(text: string): boolean {
  return !isProviderId(text) && looksDrawn(text.replace(/[_-]/g, ''), true)
}

function isRunField(field: string): boolean {
  return RUN_FIELD.test(field) || RUN_FIELD_CAMEL.test(field)
}

function clockSuspect(token: Token, clock: ClockTime[], { window }: LookContext): Suspect | null {
  const around = { from: window.from - BEFORE, to: window.to + AFTER }
  const reading = clock.find((time) => isClockReading(time, around))
  const isPrinted = token.form === 'dateString' && /GMT[+-]/.test(token.text)
  if (!reading) {
    return isPrinted
      ? {
          type: 'timezone',
          severity: 'medium',
          cause: 'timezone',
          value: token.text,
          observation: { code: 'machine_timezone' },
          remedy: 'timezone',
        }
      : null
  }
  const daily = reading.precision >= DAY
  return {
    type: 'timestamp',
    severity: daily ? 'medium' : 'high',
    cause: 'clock',
    value: token.text,
    observation: { code: daily ? 'day_of_recording' : 'time_of_recording' },
    remedy: daily ? 'date' : 'timestamp',
  }
}

function generatedSuspect({ form, text }: Token): Suspect {
  const unique = form === 'uuid' || form === 'ulid'
  const code = unique ? 'generated_id' : form === 'fraction' ? 'random_number' : 'random_look'
  return {
    type: unique ? 'uuid' : 'random',
    severity: 'high',
    cause: unique ? 'uuid' : 'random',
    value: text,
    observation: { code },
    remedy: unique ? 'uuid' : 'random',
  }
}

/** Recognises files and signatures as text: letters and digits without a break. */
export function isPacked(text: string): boolean {
  return /^data:[\w/+.-]+;base64,/.test(text) || (text.length > 200 && /^[\w+/=-]{200}/.test(text))
}
