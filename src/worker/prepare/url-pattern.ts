/**
 * Makes a test of URLs from patterns: a prefix, or a text in which `*` stands for anything.
 *
 * @example
 * urlMatcher(['http://localhost:6333/'])('http://localhost:6333/collections') // true
 */
export function urlMatcher(patterns: readonly string[]): (url: string) => boolean {
  const tests = patterns.map((pattern) => {
    if (!pattern.includes('*')) return (url: string) => url.startsWith(pattern)
    const source = pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')
    const regex = new RegExp(`^${source}$`)
    return (url: string) => regex.test(url)
  })
  return (url) => tests.some((test) => test(url))
}
