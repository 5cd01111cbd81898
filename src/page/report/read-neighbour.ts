/** Milliseconds that a loaded frame has to send its message. */
const GRACE_MS = 3000

/**
 * Reads a piece of the report from its file beside this page. A page from disk cannot fetch it, but it can show it in a
 * frame, which posts its contents; the frame runs nothing else, and can reach nothing.
 *
 * @throws Where the file is missing.
 */
export function readNeighbour(path: string): Promise<string> {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.setAttribute('sandbox', 'allow-scripts')
  return new Promise<string>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = () => {
      clearTimeout(timer)
      removeEventListener('message', listen)
      frame.remove()
    }
    const listen = ({ source, data }: MessageEvent<unknown>) => {
      if (source !== frame.contentWindow || typeof data !== 'string') return
      end()
      resolve(data)
    }
    addEventListener('message', listen)
    frame.addEventListener('load', () => {
      timer = setTimeout(() => {
        end()
        reject(
          new Error(
            `${path} is missing beside this page: keep report.html and its folder together, or run the tests again`,
          ),
        )
      }, GRACE_MS)
    })
    frame.src = path
    document.body.append(frame)
  })
}
