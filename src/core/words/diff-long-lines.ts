import { pairEqual } from '../divergence/differences/sequence.ts'

/**
 * Marks the lines that only one side has, in time near-linear in the length of the texts: `-` recorded, `+` replayed. One
 * line around each change is shown. What it marks is not always the least that could be marked.
 *
 * @example
 * diffLongLines('one\ntwo\n', 'one\ndeux\n') // ['  one', '- two', '+ deux']
 */
export function diffLongLines(recorded: string, replayed: string): string[] {
  const [before, after] = [linesOf(recorded), linesOf(replayed)]
  const numbers = new Map<string, number>()
  const numberOf = (line: string) => {
    let number = numbers.get(line)
    if (number === undefined) numbers.set(line, (number = numbers.size))
    return number
  }
  const pairs = pairEqual(before.map(numberOf), after.map(numberOf))
  const shown: string[] = []
  let [left, right, lastShown] = [0, 0, -1]
  for (const [nextLeft, nextRight] of [...pairs, [before.length, after.length] as const]) {
    const isChanged = nextLeft > left || nextRight > right
    if (isChanged) {
      if (left > 0 && lastShown < left - 1) shown.push(`  ${before[left - 1]}`)
      for (; left < nextLeft; left++) shown.push(`- ${before[left]}`)
      for (; right < nextRight; right++) shown.push(`+ ${after[right]}`)
      if (nextLeft < before.length) shown.push(`  ${before[nextLeft]}`)
      lastShown = nextLeft
    }
    left = nextLeft + 1
    right = nextRight + 1
  }
  return shown
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
