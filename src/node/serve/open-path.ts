import { spawn } from 'node:child_process'

/** The program that opens a file or a link as a double click does. */
function openerOf(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open']
  // Not "start": a shell would read the characters of a link.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return ['xdg-open']
}

/**
 * Opens a file or a link with the platform's program; `false` in CI, without a display, or without
 * such a program.
 */
export function openPath(target: string): Promise<boolean> {
  const { platform, env } = process
  const isBlind = platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']
  if (env['CI'] || isBlind) return Promise.resolve(false)
  const [program, ...args] = openerOf(platform)
  return new Promise((resolve) => {
    const child = spawn(program, [...args, target], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
