const LOCAL = /^(localhost|127(\.\d+){3}|::1|\[::1\]|::ffff:127(\.\d+){3}|0\.0\.0\.0|::|\[::\])$/i

/** Returns `true` for an address of this machine. */
export function isLocalHost(host: string): boolean {
  return LOCAL.test(host)
}
