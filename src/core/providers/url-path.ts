/**
 * The path of a URL, without query and trailing slash.
 *
 * @note `new URL` would refuse what recordings hold in place of a host (`<OLLAMA_API_BASE>/v1`).
 */
export function urlPath(url: string): string {
  let path = url.split(/[?#]/, 1)[0]!
  const scheme = path.indexOf('://')
  if (scheme !== -1) {
    const start = path.indexOf('/', scheme + 3)
    path = start === -1 ? '' : path.slice(start)
  }
  while (path.endsWith('/')) path = path.slice(0, -1)
  return path.replace(/%3a/gi, ':')
}

/** The segment after a named one: the deployment of `/deployments/gpt-4o/chat/completions`. */
export function segmentAfter(path: string, name: string): string | null {
  const segments = path.split('/')
  const at = segments.lastIndexOf(name)
  return (at !== -1 && segments[at + 1]) || null
}
