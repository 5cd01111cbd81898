/**
 * Lists the names by which an `http` rule can mean a request: with and without its method, protocol, query and path.
 *
 * @example
 * requestNames('POST', 'https://api.test/v1?x=1')
 * // 'POST https://api.test/v1?x=1', 'https://api.test/v1?x=1', 'POST https://api.test/v1', ..., 'api.test'
 */
export function requestNames(method: string, url: string): string[] {
  const address = url.replace(/^[a-z]+:\/\//i, '')
  const plain = /^[^?#]*/.exec(url)![0]
  const place = /^[^?#]*/.exec(address)![0]
  const places = [...new Set([url, plain, place])]
  const host = /^[^/?#]*/.exec(address)![0]
  const names = places.flatMap((one) => [`${method.toUpperCase()} ${one}`, one])
  return [...names, host, host.replace(/:\d+$/, '')]
}
