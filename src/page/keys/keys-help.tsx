import { useEffect, useRef } from 'preact/hooks'

const KEYS: ReadonlyArray<readonly [string[], string]> = [
  [['t'], 'Telemetry of the run'],
  [['s'], 'Simulation of the run'],
  [['d'], 'Determinism of the run'],
  [['/'], 'Search'],
  [['r'], 'Replay the run in a live page; else copy the command'],
  [['↑', '↓'], 'Move through runs, compared runs, actions and positions'],
  [['←', '→'], 'Previous and next tab; previous and next compared run'],
  [['n', 'p'], 'Next and previous failure'],
  [['Enter'], 'Open'],
  [['Esc'], 'Leave the search; show all runs; back to the list'],
  [['?'], 'This list'],
]

/** Lists the keys. */
export function KeysHelp({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={onClose}>
      <form method="dialog">
        <h2 id="keys-title">Keyboard shortcuts</h2>
        <dl>
          {KEYS.map(([keys, what]) => (
            <div key={what}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </dialog>
  )
}
