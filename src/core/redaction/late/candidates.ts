const SHORTEST = 8
const LONGEST = 8192
const MOST_STARTS = 100
const MOST_ENDS = 8

/** The text beside a secret. */
interface Beside {
  before: string
  after: string
  isFirst: boolean
  isLast: boolean
}

/** The texts that stand where the secret did. */
export function* candidates(text: string, place: Beside): Iterable<string> {
  for (const start of startsIn(text, place)) {
    for (const end of endsIn(text, start, place)) {
      const length = end - start
      if (length >= SHORTEST && length <= LONGEST) yield text.slice(start, end)
    }
  }
}

function* startsIn(text: string, { before, isFirst }: Beside): Iterable<number> {
  if (isFirst) {
    if (text.startsWith(before)) yield before.length
    return
  }
  if (before === '') return
  let at = -1
  for (let count = 0; count < MOST_STARTS; count++) {
    at = text.indexOf(before, at + 1)
    if (at === -1) return
    yield at + before.length
  }
}

function* endsIn(text: string, start: number, { after, isLast }: Beside): Iterable<number> {
  if (isLast) {
    if (text.endsWith(after)) yield text.length - after.length
    return
  }
  if (after === '') return
  let end = start
  for (let count = 0; count < MOST_ENDS; count++) {
    end = text.indexOf(after, end + 1)
    if (end === -1 || end - start > LONGEST) return
    yield end
  }
}

/** A secret as it stands in a text, in a URL and in JSON. */
export function formsOf(candidate: string): string[] {
  const forms = [candidate]
  if (candidate.includes('%')) {
    try {
      forms.push(decodeURIComponent(candidate))
    } catch {
      // It is no escaped form.
    }
  }
  if (candidate.includes('\\')) {
    try {
      forms.push(String(JSON.parse(`"${candidate}"`)))
    } catch {
      // It is no escaped form.
    }
  }
  return forms
}
