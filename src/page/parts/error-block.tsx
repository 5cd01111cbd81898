import type { ErrorFacts } from '../../core/report/action-schema.ts'

const MOST_DEEP = 6

/** An error with its code, status and request id, and with what caused it. */
export function ErrorBlock({ error, depth = 0 }: { error: ErrorFacts; depth?: number }) {
  const { name, message, cause, errors = [], details = {} } = error
  const facts = [
    ['class', error.class],
    ['code', error.code],
    ['status', error.status],
    ['request id', error.requestId],
    ...Object.entries(details),
  ].filter(([, value]) => value !== undefined)
  return (
    <div class={depth === 0 ? 'error-box' : 'error-cause'} role={depth === 0 ? 'note' : undefined}>
      <b>
        {depth > 0 && <span class="dim">caused by </span>}
        <bdi>{name}</bdi>
      </b>
      <pre>{message}</pre>
      {facts.length > 0 && (
        <p class="mono">
          {facts.map(([key, value]) => `${String(key)} ${String(value)}`).join(', ')}
        </p>
      )}
      {depth < MOST_DEEP &&
        [...(cause ? [cause] : []), ...errors.slice(0, 10)].map((inner, at) => (
          <ErrorBlock key={at} error={inner} depth={depth + 1} />
        ))}
    </div>
  )
}
