import { getSystemErrorMap } from 'node:util'

/** The functions of Node's own code that leave the process, on prototypes that every public function ends at. */
interface NativeBindings {
  tcp_wrap: { TCP: { prototype: Native } }
  pipe_wrap: { Pipe: { prototype: Native } }
  udp_wrap: { UDP: { prototype: Native } }
  process_wrap: { Process: { prototype: Native } }
  spawn_sync: Native
  cares_wrap: { ChannelWrap: { prototype: Native } }
}

type NativeFunction = (this: unknown, ...args: never[]) => number
type Native = Record<string, NativeFunction>

/**
 * Returns a binding of Node. A public function can be kept from before it was replaced, by `promisify` or at module scope;
 * the native one below it cannot.
 *
 * @returns `undefined` in a Node that does not show it: the guards of the public functions are all there is then.
 * @see https://nodejs.org/api/deprecations.html#dep0111-processbinding
 */
export function nativeBinding<Name extends keyof NativeBindings>(
  name: Name,
): NativeBindings[Name] | undefined {
  try {
    const { binding } = process as unknown as { binding(name: string): NativeBindings[Name] }
    return binding.call(process, name)
  } catch {
    return undefined
  }
}

/** Returns the number that a native function returns for an error. */
export function systemError(name: string): number {
  return [...getSystemErrorMap()].find(([, [known]]) => known === name)?.[0] ?? -1
}
