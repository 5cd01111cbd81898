/** The values that a workflow's expressions may refer to: `inputs.base`, `steps.compare.outputs.result`, ... */
export type Context = { [name: string]: Context | string | number | null }

/** Fills in the expressions of a text, as far as the workflows of the example use them. */
export function fillIn(text: string, context: Context): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) =>
    String(evaluate(expression, context) ?? ''),
  )
}

/** Returns true for a step that runs: without a condition, only while nothing failed. */
export function isDue(condition: string | undefined, context: Context, failed: boolean): boolean {
  if (condition === undefined) return !failed
  const expression = condition.replace(/^\$\{\{\s*|\s*\}\}$/g, '')
  const holds = Boolean(evaluate(expression, context))
  return /\b(?:always|cancelled|failure)\(\)/.test(expression) ? holds : holds && !failed
}

function evaluate(expression: string, context: Context): string | number | boolean | null {
  const both = expression.split('&&')
  if (both.length > 1) return both.every((part) => Boolean(evaluate(part, context)))
  const compared = /^(.*?)\s*(==|!=)\s*(.*)$/.exec(expression.trim())
  if (compared) {
    const [, left, operator, right] = compared
    const equal = loose(evaluate(left!, context)) === loose(evaluate(right!, context))
    return operator === '==' ? equal : !equal
  }
  const word = expression.trim()
  if (word === '!cancelled()') return true
  const literal = /^'(.*)'$/.exec(word)
  if (literal) return literal[1]!
  return lookUp(word, context)
}

/** @note As on GitHub, what is null and an empty text are equal. */
function loose(value: string | number | boolean | null): string {
  return value === null ? '' : String(value)
}

function lookUp(path: string, context: Context): string | number | null {
  let at: Context | string | number | null | undefined = context
  for (const name of path.split('.')) {
    if (!/^[\w-]+$/.test(name))
      throw new Error(`Failed to evaluate "${path}": it is not known here`)
    at = typeof at === 'object' && at !== null ? at[name] : null
  }
  if (typeof at === 'object' && at !== null) throw new Error(`Failed to evaluate "${path}"`)
  return at ?? null
}
