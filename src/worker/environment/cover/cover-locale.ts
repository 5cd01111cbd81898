import { contextScope } from '../../context/scope.ts'
import { outermostCover, cover } from './cover.ts'
import { countedCover } from './counted-cover.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => unknown

const LOCALES = ['de-DE', 'sv-SE', 'tr-TR']

/** Returns a locale that formats numbers and dates differently from the present one. */
export function otherLocale(seed: number): string {
  const [language] = new Intl.DateTimeFormat().resolvedOptions().locale.split('-')
  const others = LOCALES.filter((locale) => !locale.startsWith(language!))
  return others[seed % others.length]!
}

/**
 * Makes calls without a locale use the run's instead of the process's, which cannot be changed at
 * run time.
 */
export const coverLocale = countedCover(() => [...coverMethods(), ...coverIntl()])

function coverMethods(): Array<() => void> {
  const methods: Array<[owner: object, name: string, at: number]> = [
    [Date.prototype, 'toLocaleString', 0],
    [Date.prototype, 'toLocaleDateString', 0],
    [Date.prototype, 'toLocaleTimeString', 0],
    [Number.prototype, 'toLocaleString', 0],
    [BigInt.prototype, 'toLocaleString', 0],
    [String.prototype, 'toLocaleUpperCase', 0],
    [String.prototype, 'toLocaleLowerCase', 0],
    [String.prototype, 'localeCompare', 1],
  ]
  return methods.map(([owner, name, at]) => {
    const original = (owner as Record<string, AnyFunction>)[name]!
    const thin = function (this: unknown, ...args: unknown[]): unknown {
      return original.apply(this, named(args, at, `${name}()`, thin))
    }
    return cover(owner, name, { value: thin })
  })
}

const CLASSES = [
  'DateTimeFormat',
  'NumberFormat',
  'Collator',
  'PluralRules',
  'RelativeTimeFormat',
  'ListFormat',
  'Segmenter',
]

function coverIntl(): Array<() => void> {
  const classes = Intl as unknown as Record<string, AnyFunction>
  return CLASSES.map((name) => {
    const Original = classes[name]!
    function thin(...args: unknown[]): unknown {
      const own = named(args, 0, `Intl.${name}()`, thin)
      if (!new.target) return Original(...own)
      const isOurs = new.target === (thin as unknown)
      return Reflect.construct(Original, own, isOurs ? Original : new.target) as unknown
    }
    Object.setPrototypeOf(thin, Original)
    thin.prototype = Original.prototype as unknown
    return cover(Intl, name, { value: thin })
  })
}

/**
 * The arguments, with the run's locale where they have none: the one that is varied for the caller, or the one that the run
 * was recorded in.
 */
function named(args: unknown[], at: number, how: string, below: AnyFunction): unknown[] {
  const { locale, environment, home } = contextScope() ?? {}
  if (args[at] !== undefined) return args
  const isVaried =
    locale !== undefined &&
    (!environment || environment.machine.place('locale', how, outermostCover(below)))
  const given = isVaried ? locale : home?.locale
  if (given === undefined) return args
  const own = [...args]
  own[at] = given
  return own
}
