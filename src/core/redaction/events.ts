import type { JsonObject, JsonValue } from '../json.ts'
import { isCredentialField } from './credential-names.ts'
import { mapStrings, type StringMapper } from './map-strings.ts'
import type { PlaceholderBook } from './placeholder.ts'
import { CLEAN, type Match, type Scanner } from './scanner.ts'

/** A string of an event, and what is cut out of it. */
interface Piece {
  text: string
  cuts: Array<{ start: number; end: number; begins?: Match }>
  clean: boolean
}

/** The strings that stand at one path in the events of a stream: read one after the other, they are a text. */
class Channel {
  readonly pieces: Piece[] = []
  readonly #children = new Map<string, Channel>()

  child(edge: string): Channel {
    let child = this.#children.get(edge)
    if (!child) this.#children.set(edge, (child = new Channel()))
    return child
  }

  *all(): Iterable<Channel> {
    const open: Channel[] = [this]
    while (open.length > 0) {
      const channel = open.pop()!
      yield channel
      for (const child of channel.#children.values()) open.push(child)
    }
  }
}

/**
 * Redacts the events of one stream. A secret that is split over several is replaced in the piece where it
 * begins and cut out of those that follow.
 */
export function redactEvents(
  events: JsonValue[],
  scanner: Scanner,
  book: PlaceholderBook,
  mapper: StringMapper,
): JsonValue[] {
  let current = events
  for (;;) {
    const next = redactOnce(current, scanner, book, mapper)
    if (next === current) return current
    current = next
  }
}

function redactOnce(
  events: JsonValue[],
  scanner: Scanner,
  book: PlaceholderBook,
  mapper: StringMapper,
): JsonValue[] {
  const root = new Channel()
  const pieces: Piece[] = []
  for (const event of events) collect(event, root, pieces)
  for (const channel of root.all()) if (channel.pieces.length > 1) search(channel.pieces, scanner)
  let at = 0
  return mapStrings(events, {
    ...mapper,
    string: (text, name) => {
      const piece = pieces[at++]!
      if (piece.clean && !(name && isCredentialField(name, text))) return text
      return mapper.string(cutPiece(piece, book), name)
    },
  })
}

/** Notes the strings of an event in document order, as `mapStrings` will meet them. */
function collect(event: JsonValue, root: Channel, pieces: Piece[]): void {
  const open: Array<[JsonValue, Channel]> = [[event, root.child(eventLabel(event))]]
  while (open.length > 0) {
    const [node, channel] = open.pop()!
    if (typeof node === 'string') {
      const piece: Piece = { text: node, cuts: [], clean: false }
      channel.pieces.push(piece)
      pieces.push(piece)
    } else if (Array.isArray(node)) {
      for (let i = node.length - 1; i >= 0; i--) {
        const item = node[i]!
        open.push([item, channel.child(indexLabel(item) || `[${i}]`)])
      }
    } else if (typeof node === 'object' && node !== null) {
      const names = Object.keys(node)
      for (let i = names.length - 1; i >= 0; i--) {
        const child = node[names[i]!]!
        if (typeof child === 'string' || (typeof child === 'object' && child !== null)) {
          open.push([child, channel.child(`.${names[i]!}${indexLabel(child)}`)])
        }
      }
    }
  }
}

/** Events of other types, blocks or items tell another text: Anthropic's `index`, OpenAI's `item_id`. */
function eventLabel(event: JsonValue): string {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return ''
  const { type, item_id: item, id } = event as JsonObject
  const label = typeof type === 'string' ? `${type} ${String(id)} ${String(item)} ` : ''
  return label + indexLabel(event)
}

/** The fields that number the elements of a list: `index`, `output_index`, `contentBlockIndex`. */
function indexLabel(node: JsonValue): string {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return ''
  let label = ''
  for (const name of Object.keys(node)) {
    if (name.endsWith('ndex') && typeof node[name] === 'number') label += `#${name}=${node[name]}`
  }
  return label
}

function search(pieces: Piece[], scanner: Scanner): void {
  const joined = pieces.map(({ text }) => text).join('')
  const matches = scanner.scan(joined)
  if (matches === CLEAN) for (const piece of pieces) piece.clean = true
  let at = 0
  let offset = 0
  for (const match of matches) {
    while (offset + pieces[at]!.text.length <= match.start) offset += pieces[at++]!.text.length
    let begins: Match | undefined = match
    for (;;) {
      const { text, cuts } = pieces[at]!
      const start = Math.max(0, match.start - offset)
      const end = Math.min(text.length, match.end - offset)
      if (end > start) cuts.push(begins ? { start, end, begins } : { start, end })
      begins = undefined
      if (offset + text.length >= match.end) break
      offset += text.length
      at++
    }
  }
}

function cutPiece({ text, cuts }: Piece, book: PlaceholderBook): string {
  if (cuts.length === 0) return text
  let result = ''
  let from = 0
  for (const { start, end, begins } of cuts) {
    result += text.slice(from, start)
    if (begins) result += book.placeholder(begins.kind, begins.secret)
    from = end
  }
  return result + text.slice(from)
}
