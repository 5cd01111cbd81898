import crypto from 'node:crypto'
import { currentScope, workerState, type Environment } from '../../context/scope.ts'
import { cover, isSpy } from './cover.ts'
import { coverWebCrypto } from './cover-web-crypto.ts'
import { publishBuiltins } from './publish-builtins.ts'

function environment(): Environment | undefined {
  return currentScope()?.environment
}

type Callback<T> = (error: Error | null, value: T) => void

/**
 * Covers the functions of `node:crypto` and `globalThis.crypto` that draw random values, however
 * they are imported, and returns a function that restores those of `node:crypto`.
 */
export function coverCrypto(): () => void {
  coverWebCrypto(crypto.webcrypto)
  const undo = coverNode(crypto as unknown as NodeCrypto)
  publishBuiltins()
  return () => {
    for (const each of undo) each()
    publishBuiltins()
  }
}

interface NodeCrypto {
  randomUUID(options?: object): string
  randomBytes(size: number, callback?: Callback<Buffer>): Buffer | undefined
  randomInt(...args: unknown[]): number | undefined
  randomFillSync<T extends ArrayBufferView>(buffer: T, ...range: number[]): T
}

function coverNode(node: NodeCrypto): Array<() => void> {
  const { randomUUID, randomBytes, randomInt, randomFillSync } = node
  const undo: Array<() => void> = []
  const add = (name: keyof NodeCrypto, original: unknown, thin: unknown) => {
    if (!isSpy(original)) undo.push(cover(node, name, { value: thin }))
  }
  const uuid = (options?: object): string => {
    const real = () => randomUUID(options)
    return environment()?.uuid(uuid, real) ?? real()
  }
  const bytes = (size: number, callback?: Callback<Buffer>) => {
    const run = environment()
    if (!run) return callback ? randomBytes(size, callback) : randomBytes(size)
    const drawn = Buffer.from(
      run.bytes('crypto.randomBytes', size, bytes, () => randomBytes(size)!),
    )
    if (!callback) return drawn
    workerState.setImmediate(() => callback(null, drawn))
    return undefined
  }
  const integer = (...args: unknown[]) => {
    const run = environment()
    if (!run) return randomInt(...args)
    const callback = typeof args.at(-1) === 'function' ? (args.pop() as Callback<number>) : null
    const range = (args.length === 1 ? [0, args[0]] : args) as [number, number]
    const drawn = run.integer(range, integer, () => randomInt(...args)!)
    if (!callback) return drawn
    workerState.setImmediate(() => callback(null, drawn))
    return undefined
  }
  const fill = <T extends ArrayBufferView>(buffer: T, ...range: number[]): T => {
    randomFillSync(buffer, ...range)
    const run = environment()
    if (run && range.length === 0) {
      const view = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
      view.set(run.bytes('crypto.randomBytes', view.length, fill, () => view.slice()))
    }
    return buffer
  }
  add('randomUUID', randomUUID, uuid)
  add('randomBytes', randomBytes, bytes)
  add('randomInt', randomInt, integer)
  add('randomFillSync', randomFillSync, fill)
  return undo
}
