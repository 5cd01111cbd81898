/** Comments that begin a line: within a line, a text or a pattern may look like one. */
const COMMENT = /^[ \t]*(?:\/\/.*|\/\*[\s\S]*?\*\/)/gm
/** A field, by what stands before and behind its name: neither a method nor one of the class itself. */
const FIELD = /(?<=[;{}\s])(?<!\bstatic\s+)#([\w$\u0080-\uFFFF]+)\s*(?=[=;}\n#])/g

const known = new WeakMap<object, boolean>()

/**
 * Returns `true` for an instance of a class that declares private fields (`#name`) and reads them: nobody else can. By the text
 * of the class, once for each.
 *
 * @example
 * class Money { #cents = 10; get cents() { return this.#cents } }
 * hasPrivateFields(new Money()) // true
 */
export function hasPrivateFields(value: object): boolean {
  let prototype: unknown = Object.getPrototypeOf(value)
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    const made = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown
    if (typeof made === 'function' && declaresFields(made)) return true
    prototype = Object.getPrototypeOf(prototype)
  }
  return false
}

function declaresFields(made: object): boolean {
  let declares = known.get(made)
  if (declares === undefined) known.set(made, (declares = readsFields(textOf(made))))
  return declares
}

function textOf(made: object): string {
  try {
    return Function.prototype.toString.call(made)
  } catch {
    // It is a proxy of a class.
    return ''
  }
}

function readsFields(text: string): boolean {
  if (!text.startsWith('class') || !text.includes('#')) return false
  const code = text.replace(COMMENT, '')
  // A text such as `#fff;` is none of them: a field is read somewhere.
  return [...code.matchAll(FIELD)].some(([, name]) =>
    new RegExp(`\\.\\s*#${name!.replaceAll('$', '\\$')}(?![\\w$])`).test(code),
  )
}
