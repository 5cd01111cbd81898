import type { Body } from '../../../core/cassette/schema.ts'
import type { JsonValue } from '../../../core/json.ts'
import { asRequest, asResponse } from '../../../core/report/action-codec/exchange.ts'
import { plural } from '../../../core/words/plural.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { BytesBlock } from '../../parts/bytes-block.tsx'
import { JsonBlock } from '../../parts/json-block.tsx'
import { MediaStrip } from '../../parts/media/media-strip.tsx'
import { LongText } from '../../parts/long-text.tsx'

/** A request, a response, or another value of an action. */
export function Content({ title, value }: { title: string; value: JsonValue | undefined }) {
  if (value === undefined) return null
  const request = asRequest(value)
  const response = request ? null : asResponse(value)
  return (
    <section class="content">
      <div class="content-head">
        <h3>{title}</h3>
        <CopyButton label="Copy" text={() => copyable(value)} />
      </div>
      {request && (
        <>
          <p class="mono wrap">
            <b>{request.method}</b> {request.url}
          </p>
          <Headers headers={request.headers} />
          <BodyBlock body={request.body} name={title} />
        </>
      )}
      {response && (
        <>
          <p class="mono">
            <b>{response.status}</b>
            {response.end !== 'complete' && <span class="tone-warn"> {response.end}</span>}
          </p>
          <Headers headers={response.headers} />
          <BodyBlock body={response.body} name={title} />
        </>
      )}
      {!request && !response && <JsonBlock value={value} />}
      <MediaStrip value={value} />
    </section>
  )
}

function Headers({ headers }: { headers: ReadonlyArray<readonly [string, string]> | undefined }) {
  if (!Array.isArray(headers) || headers.length === 0) return null
  return (
    <details class="headers">
      <summary>{plural(headers.length, 'header')}</summary>
      <dl class="pairs">
        {headers.map(([name, value], index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd class="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function BodyBlock({ body, name }: { body: Body | undefined; name: string }) {
  if (!body) return null
  if ('json' in body) return <JsonBlock value={body.json} />
  if ('text' in body) return <LongText text={body.text} />
  if ('base64' in body) return <BytesBlock base64={body.base64} name={name} />
  if ('lines' in body) return <JsonBlock value={body.lines} />
  return (
    <details>
      <summary>{plural(body.events.length, 'event')} of a stream</summary>
      <JsonBlock value={body.events as unknown as JsonValue} />
    </details>
  )
}

function copyable(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
